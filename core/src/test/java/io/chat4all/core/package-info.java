/// What tests of every package need.
@NullMarked
package io.chat4all.core;

import org.jspecify.annotations.NullMarked;
