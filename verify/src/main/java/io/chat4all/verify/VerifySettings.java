package io.chat4all.verify;

import io.chat4all.verify.fault.FaultKind;
import io.chat4all.verify.load.Shape;
import java.time.Duration;
import java.util.List;

/// What one run was asked to do.
///
/// @param every about how long it is from one fault to the next
record VerifySettings(long seed, Shape shape, List<FaultKind> faults, Duration every) {

  VerifySettings {
    faults = List.copyOf(faults);
  }
}
