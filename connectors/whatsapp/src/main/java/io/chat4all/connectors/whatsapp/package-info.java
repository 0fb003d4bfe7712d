/// The connector of WhatsApp (Cloud API).
@NullMarked
package io.chat4all.connectors.whatsapp;

import org.jspecify.annotations.NullMarked;
