/// Accounts, identities, conversations and threads.
@NullMarked
package io.chat4all.store.jdbc.directory;

import org.jspecify.annotations.NullMarked;
