/// Generates the OpenAPI document from the descriptors of the contract.
@NullMarked
package io.chat4all.gateway.openapi;

import org.jspecify.annotations.NullMarked;
