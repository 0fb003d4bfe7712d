/// Scripted conversations with a real server over the fakes of log and stores.
@NullMarked
package io.chat4all.gateway.socket;

import org.jspecify.annotations.NullMarked;
