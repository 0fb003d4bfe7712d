@NullMarked
package io.chat4all.cluster.engine;

import org.jspecify.annotations.NullMarked;
