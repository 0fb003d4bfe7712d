/// Which call or webhook goes wrong, decided from a seed; rate limits.
@NullMarked
package io.chat4all.simulators.fault;

import org.jspecify.annotations.NullMarked;
