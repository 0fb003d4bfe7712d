@NullMarked
package io.chat4all.simulators;

import org.jspecify.annotations.NullMarked;
