@NullMarked
package io.chat4all.bench;

import org.jspecify.annotations.NullMarked;
