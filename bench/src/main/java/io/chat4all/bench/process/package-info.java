/// Processes that the bench starts, and what it sees of those that it measures.
@NullMarked
package io.chat4all.bench.process;

import org.jspecify.annotations.NullMarked;
