/// What users write, and what they do to it afterwards.
@NullMarked
package io.chat4all.core.message;

import org.jspecify.annotations.NullMarked;
