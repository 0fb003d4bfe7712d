/// A cluster of real processes on this machine.
@NullMarked
package io.chat4all.cluster;

import org.jspecify.annotations.NullMarked;
