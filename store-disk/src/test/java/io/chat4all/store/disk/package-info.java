@NullMarked
package io.chat4all.store.disk;

import org.jspecify.annotations.NullMarked;
