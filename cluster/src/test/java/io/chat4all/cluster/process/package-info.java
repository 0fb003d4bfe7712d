@NullMarked
package io.chat4all.cluster.process;

import org.jspecify.annotations.NullMarked;
