/// The log's ports on Kafka, and a broker inside the process for those who have none.
@NullMarked
package io.chat4all.log.kafka;

import org.jspecify.annotations.NullMarked;
