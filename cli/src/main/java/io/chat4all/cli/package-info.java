@NullMarked
package io.chat4all.cli;

import org.jspecify.annotations.NullMarked;
