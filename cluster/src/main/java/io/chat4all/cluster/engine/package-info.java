/// What each engine of a cluster needs: its files, its settings, and how to see that it answers.
@NullMarked
package io.chat4all.cluster.engine;

import org.jspecify.annotations.NullMarked;
