/// Statements and columns.
@NullMarked
package io.chat4all.store.cassandra.cql;

import org.jspecify.annotations.NullMarked;
