/// Whether users have live sessions.
@NullMarked
package io.chat4all.core.presence;

import org.jspecify.annotations.NullMarked;
