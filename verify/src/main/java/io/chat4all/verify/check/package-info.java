@NullMarked
package io.chat4all.verify.check;

import org.jspecify.annotations.NullMarked;
