/// What callers may read: history, status, conversations.
@NullMarked
package io.chat4all.core.query;

import org.jspecify.annotations.NullMarked;
