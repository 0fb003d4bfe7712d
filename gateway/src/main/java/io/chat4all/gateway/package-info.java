@NullMarked
package io.chat4all.gateway;

import org.jspecify.annotations.NullMarked;
