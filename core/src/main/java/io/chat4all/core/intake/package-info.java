/// What callers may do, and the facts that come of it.
@NullMarked
package io.chat4all.core.intake;

import org.jspecify.annotations.NullMarked;
