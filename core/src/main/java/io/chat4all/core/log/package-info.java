/// Facts and events as they travel through the log, and the ports to it.
@NullMarked
package io.chat4all.core.log;

import org.jspecify.annotations.NullMarked;
