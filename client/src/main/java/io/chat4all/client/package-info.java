@NullMarked
package io.chat4all.client;

import org.jspecify.annotations.NullMarked;
