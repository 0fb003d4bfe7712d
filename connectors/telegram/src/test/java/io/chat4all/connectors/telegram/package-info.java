/// Tests of the Telegram connector.
@NullMarked
package io.chat4all.connectors.telegram;

import org.jspecify.annotations.NullMarked;
