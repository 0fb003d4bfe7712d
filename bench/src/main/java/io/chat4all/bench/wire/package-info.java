@NullMarked
package io.chat4all.bench.wire;

import org.jspecify.annotations.NullMarked;
