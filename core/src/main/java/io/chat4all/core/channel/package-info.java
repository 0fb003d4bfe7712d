/// Ways to reach people.
@NullMarked
package io.chat4all.core.channel;

import org.jspecify.annotations.NullMarked;
