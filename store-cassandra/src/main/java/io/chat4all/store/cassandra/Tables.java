package io.chat4all.store.cassandra;

/// What reads and writes the tables, shared by all calls.
record Tables(Cql cql, Heads heads, Ids ids, MessageReads messages, Retention retention) {}
