/// What stands between the platform and its connectors: our accounts on the channels, what
/// providers tell, and their webhooks.
@NullMarked
package io.chat4all.core.connector;

import org.jspecify.annotations.NullMarked;
