/// Files: images, documents, sound, whatever people send along.
@NullMarked
package io.chat4all.core.file;

import org.jspecify.annotations.NullMarked;
