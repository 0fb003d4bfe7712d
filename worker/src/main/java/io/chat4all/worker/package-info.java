/// The loops that turn the log into history and news.
@NullMarked
package io.chat4all.worker;

import org.jspecify.annotations.NullMarked;
