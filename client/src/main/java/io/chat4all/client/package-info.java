/// The Java client of the public API; [Chat4AllClient] is its door.
@NullMarked
package io.chat4all.client;

import org.jspecify.annotations.NullMarked;
