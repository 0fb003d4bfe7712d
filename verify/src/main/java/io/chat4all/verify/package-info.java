@NullMarked
package io.chat4all.verify;

import org.jspecify.annotations.NullMarked;
