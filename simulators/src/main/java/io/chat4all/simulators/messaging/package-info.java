/// The Instagram and Messenger APIs.
@NullMarked
package io.chat4all.simulators.messaging;

import org.jspecify.annotations.NullMarked;
