package io.chat4all.store.cassandra.history;

import io.chat4all.store.cassandra.cql.Cql;
import io.chat4all.store.cassandra.cql.Retention;

/// What reads and writes the tables, shared by all calls.
record Tables(Cql cql, Heads heads, Ids ids, MessageReads messages, Retention retention) {}
