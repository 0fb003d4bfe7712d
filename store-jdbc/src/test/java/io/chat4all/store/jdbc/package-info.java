@NullMarked
package io.chat4all.store.jdbc;

import org.jspecify.annotations.NullMarked;
