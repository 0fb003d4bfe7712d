@NullMarked
package io.chat4all.store.cassandra;

import org.jspecify.annotations.NullMarked;
