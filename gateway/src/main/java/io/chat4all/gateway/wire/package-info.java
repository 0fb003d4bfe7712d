/// Between the messages of the API and the records of the core.
@NullMarked
package io.chat4all.gateway.wire;

import org.jspecify.annotations.NullMarked;
