/// What the loops have in common: telling events, setting faulty work aside, measuring the delay.
@NullMarked
package io.chat4all.worker.batch;

import org.jspecify.annotations.NullMarked;
