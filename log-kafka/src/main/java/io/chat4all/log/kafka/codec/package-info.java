/// What the log's records are made of: ours to bytes and back. See `records.proto`.
@NullMarked
package io.chat4all.log.kafka.codec;

import org.jspecify.annotations.NullMarked;
