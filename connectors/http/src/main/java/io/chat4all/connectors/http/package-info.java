/// What connectors of HTTP APIs share: calls that know whether they were sent, JSON, signed
/// webhooks.
@NullMarked
package io.chat4all.connectors.http;

import org.jspecify.annotations.NullMarked;
