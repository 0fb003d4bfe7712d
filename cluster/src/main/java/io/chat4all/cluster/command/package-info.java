/// The commands `chat4all cluster …`.
@NullMarked
package io.chat4all.cluster.command;

import org.jspecify.annotations.NullMarked;
