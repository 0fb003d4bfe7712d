/// The port to what the log has become: messages, changes, watermarks.
@NullMarked
package io.chat4all.core.history;

import org.jspecify.annotations.NullMarked;
