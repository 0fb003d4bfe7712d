/// Tests of the WhatsApp connector.
@NullMarked
package io.chat4all.connectors.whatsapp;

import org.jspecify.annotations.NullMarked;
