@NullMarked
package io.chat4all.server;

import org.jspecify.annotations.NullMarked;
