/// Copies of a data directory: making them, and putting them back.
@NullMarked
package io.chat4all.server.backup;

import org.jspecify.annotations.NullMarked;
