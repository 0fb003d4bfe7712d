/// Turns accepted facts into history: drops repetitions, gives each message its `seq`, tells what
/// happened.
@NullMarked
package io.chat4all.worker.routing;

import org.jspecify.annotations.NullMarked;
