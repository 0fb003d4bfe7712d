/// How often a caller may do something.
@NullMarked
package io.chat4all.core.limit;

import org.jspecify.annotations.NullMarked;
