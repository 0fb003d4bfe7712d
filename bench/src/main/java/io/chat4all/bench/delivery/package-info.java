/// Measures outbound deliveries from the public API to the simulated providers' books.
@NullMarked
package io.chat4all.bench.delivery;

import org.jspecify.annotations.NullMarked;
