/// The one place where failures become answers: RFC 9457 problems and gRPC statuses.
@NullMarked
package io.chat4all.gateway.error;

import org.jspecify.annotations.NullMarked;
