/// The Telegram Bot API.
@NullMarked
package io.chat4all.simulators.telegram;

import org.jspecify.annotations.NullMarked;
