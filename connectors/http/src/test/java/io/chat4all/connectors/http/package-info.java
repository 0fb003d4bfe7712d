/// Tests of the calls to providers.
@NullMarked
package io.chat4all.connectors.http;

import org.jspecify.annotations.NullMarked;
