/// SQL databases as the stores see them: transactions, statements, columns, migrations.
@NullMarked
package io.chat4all.store.jdbc.sql;

import org.jspecify.annotations.NullMarked;
