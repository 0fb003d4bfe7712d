/// What every simulated provider works with.
@NullMarked
package io.chat4all.simulators.stage;

import org.jspecify.annotations.NullMarked;
