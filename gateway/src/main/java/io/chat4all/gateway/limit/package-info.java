/// Bounds on what is under way at once.
@NullMarked
package io.chat4all.gateway.limit;

import org.jspecify.annotations.NullMarked;
