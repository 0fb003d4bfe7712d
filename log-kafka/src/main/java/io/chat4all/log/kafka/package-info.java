@NullMarked
package io.chat4all.log.kafka;

import org.jspecify.annotations.NullMarked;
