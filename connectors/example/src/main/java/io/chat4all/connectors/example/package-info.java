/// The connector that docs/connectors.md explains: an example to copy, not shipped.
@NullMarked
package io.chat4all.connectors.example;

import org.jspecify.annotations.NullMarked;
