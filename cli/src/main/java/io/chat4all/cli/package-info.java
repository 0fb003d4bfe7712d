/// The client commands of `chat4all`; [ClientCommands] is the door.
@NullMarked
package io.chat4all.cli;

import org.jspecify.annotations.NullMarked;
