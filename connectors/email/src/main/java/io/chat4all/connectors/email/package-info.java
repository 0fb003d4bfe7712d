/// The connector of e-mail (SMTP and IMAP).
@NullMarked
package io.chat4all.connectors.email;

import org.jspecify.annotations.NullMarked;
