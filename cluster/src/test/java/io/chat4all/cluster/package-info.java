@NullMarked
package io.chat4all.cluster;

import org.jspecify.annotations.NullMarked;
