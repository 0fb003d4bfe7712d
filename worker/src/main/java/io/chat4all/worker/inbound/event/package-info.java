/// What each kind of news from a provider does.
@NullMarked
package io.chat4all.worker.inbound.event;

import org.jspecify.annotations.NullMarked;
