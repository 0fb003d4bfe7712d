/// The WhatsApp Cloud API.
@NullMarked
package io.chat4all.simulators.whatsapp;

import org.jspecify.annotations.NullMarked;
