/// The history: messages, changes, watermarks and reports.
@NullMarked
package io.chat4all.store.jdbc.history;

import org.jspecify.annotations.NullMarked;
