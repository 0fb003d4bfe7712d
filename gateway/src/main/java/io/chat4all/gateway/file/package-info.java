/// Files over HTTP: sent in whole, fetched by token or by signed link.
@NullMarked
package io.chat4all.gateway.file;

import org.jspecify.annotations.NullMarked;
