@NullMarked
package io.chat4all.verify.load;

import org.jspecify.annotations.NullMarked;
