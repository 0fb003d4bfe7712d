/// Webhooks of customers: who is told what, how a call is signed, and what became of it.
@NullMarked
package io.chat4all.core.webhook;

import org.jspecify.annotations.NullMarked;
