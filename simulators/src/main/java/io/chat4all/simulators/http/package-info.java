/// Calls and answers of the simulated APIs, and the edge that serves them.
@NullMarked
package io.chat4all.simulators.http;

import org.jspecify.annotations.NullMarked;
