@NullMarked
package io.chat4all.verify.fault;

import org.jspecify.annotations.NullMarked;
