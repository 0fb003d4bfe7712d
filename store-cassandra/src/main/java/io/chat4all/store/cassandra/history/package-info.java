/// The history: messages, changes, watermarks and reports.
@NullMarked
package io.chat4all.store.cassandra.history;

import org.jspecify.annotations.NullMarked;
