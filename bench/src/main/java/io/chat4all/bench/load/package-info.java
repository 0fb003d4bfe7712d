@NullMarked
package io.chat4all.bench.load;

import org.jspecify.annotations.NullMarked;
