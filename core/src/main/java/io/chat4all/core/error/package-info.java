/// The one table of errors that every protocol answers with.
@NullMarked
package io.chat4all.core.error;

import org.jspecify.annotations.NullMarked;
