/// What is served beside the RPCs: health, metrics, public keys, the documentation.
@NullMarked
package io.chat4all.gateway.http;

import org.jspecify.annotations.NullMarked;
