/// What an examination of the things that the platform depends on finds.
@NullMarked
package io.chat4all.core.check;

import org.jspecify.annotations.NullMarked;
