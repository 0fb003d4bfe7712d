/// The connector of Telegram (Bot API).
@NullMarked
package io.chat4all.connectors.telegram;

import org.jspecify.annotations.NullMarked;
