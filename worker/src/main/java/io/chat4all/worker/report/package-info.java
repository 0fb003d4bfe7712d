/// Turns providers' receipts into facts, and failures into the next channel.
@NullMarked
package io.chat4all.worker.report;

import org.jspecify.annotations.NullMarked;
