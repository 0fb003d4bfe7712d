/// Tokens: issuing, verifying, revoking; passwords; signing keys.
@NullMarked
package io.chat4all.gateway.auth;

import org.jspecify.annotations.NullMarked;
