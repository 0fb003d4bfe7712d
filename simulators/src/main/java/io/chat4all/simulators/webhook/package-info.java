/// Meta's webhooks: escaping, signing, batching, repeating.
@NullMarked
package io.chat4all.simulators.webhook;

import org.jspecify.annotations.NullMarked;
