@NullMarked
package io.chat4all.store.jdbc.sql;

import org.jspecify.annotations.NullMarked;
