/// Processes of other programs: started, signalled, known again by their start time.
@NullMarked
package io.chat4all.cluster.process;

import org.jspecify.annotations.NullMarked;
