/// Small bounded caches, and what keeps their misses few.
@NullMarked
package io.chat4all.core.cache;

import org.jspecify.annotations.NullMarked;
