/// The connectors of Instagram and Messenger (Graph API).
@NullMarked
package io.chat4all.connectors.instagram;

import org.jspecify.annotations.NullMarked;
