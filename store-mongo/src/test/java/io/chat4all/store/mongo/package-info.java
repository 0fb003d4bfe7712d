@NullMarked
package io.chat4all.store.mongo;

import org.jspecify.annotations.NullMarked;
