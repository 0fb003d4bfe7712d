/// The control API and the page to play the people.
@NullMarked
package io.chat4all.simulators.control;

import org.jspecify.annotations.NullMarked;
