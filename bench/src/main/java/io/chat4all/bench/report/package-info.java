/// Figures as a table or as JSON.
@NullMarked
package io.chat4all.bench.report;

import org.jspecify.annotations.NullMarked;
