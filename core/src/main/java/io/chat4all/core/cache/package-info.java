/// A small bounded cache for what the directory rarely changes.
@NullMarked
package io.chat4all.core.cache;

import org.jspecify.annotations.NullMarked;
