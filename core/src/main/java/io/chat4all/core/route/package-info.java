/// Over which channels a message goes to whom.
@NullMarked
package io.chat4all.core.route;

import org.jspecify.annotations.NullMarked;
