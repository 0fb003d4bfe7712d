@NullMarked
package io.chat4all.worker;

import org.jspecify.annotations.NullMarked;
