/// The message store on MongoDB.
@NullMarked
package io.chat4all.store.mongo;

import org.jspecify.annotations.NullMarked;
