/// Small bounded caches.
@NullMarked
package io.chat4all.core.cache;

import org.jspecify.annotations.NullMarked;
