/// What every simulated provider shares: people, what they received and wrote, files, time.
@NullMarked
package io.chat4all.simulators.world;

import org.jspecify.annotations.NullMarked;
