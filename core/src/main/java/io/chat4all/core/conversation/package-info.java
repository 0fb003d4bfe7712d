/// Conversations and their members.
@NullMarked
package io.chat4all.core.conversation;

import org.jspecify.annotations.NullMarked;
