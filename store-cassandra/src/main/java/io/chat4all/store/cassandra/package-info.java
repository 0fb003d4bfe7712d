/// The history on Cassandra; the door is `CassandraStore`.
@NullMarked
package io.chat4all.store.cassandra;

import org.jspecify.annotations.NullMarked;
