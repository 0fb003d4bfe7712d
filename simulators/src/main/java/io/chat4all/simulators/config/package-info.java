/// Settings of the simulators: accounts, people, limits, faults, times.
@NullMarked
package io.chat4all.simulators.config;

import org.jspecify.annotations.NullMarked;
