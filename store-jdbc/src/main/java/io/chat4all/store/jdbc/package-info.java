/// Accounts, conversations and the history on SQL databases; the door is `JdbcStores`.
@NullMarked
package io.chat4all.store.jdbc;

import org.jspecify.annotations.NullMarked;
