/// How far messages have come.
@NullMarked
package io.chat4all.core.delivery;

import org.jspecify.annotations.NullMarked;
