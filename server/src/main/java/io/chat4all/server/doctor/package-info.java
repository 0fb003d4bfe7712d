/// Runs the checks of `chat4all doctor` and shows what they found.
@NullMarked
package io.chat4all.server.doctor;

import org.jspecify.annotations.NullMarked;
