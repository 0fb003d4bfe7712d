/// A PostgreSQL for tests.
@NullMarked
package io.chat4all.store.jdbc.embedded;

import org.jspecify.annotations.NullMarked;
