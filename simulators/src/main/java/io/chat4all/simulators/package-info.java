/// The providers, locally: their HTTP APIs with their real rules.
@NullMarked
package io.chat4all.simulators;

import org.jspecify.annotations.NullMarked;
