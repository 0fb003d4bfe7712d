/// What the Graph APIs share: paths, tokens, errors.
@NullMarked
package io.chat4all.simulators.graph;

import org.jspecify.annotations.NullMarked;
