package io.chat4all.server;

import io.chat4all.log.kafka.KafkaLog;
import io.chat4all.worker.Measure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/// What the workers of this process do, as meters.
///
/// A registry does not keep alive what it measures: this has to live as long.
final class WorkerMetrics implements MeterBinder {

  private final KafkaLog log;
  private final List<Measure> measures;

  /// What a process does not run it does not measure.
  WorkerMetrics(KafkaLog log, List<Measure> measures) {
    this.log = log;
    this.measures = measures;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    for (var topic : log.lag().keySet()) {
      Gauge.builder("chat4all.log.lag", log, it -> it.lag().getOrDefault(topic, 0L))
          .description("Records that the members of groups in this process have yet to read.")
          .tags("topic", topic)
          .register(meters);
    }
    measures.forEach(measure -> bind(measure, meters));
  }

  private static void bind(Measure measure, MeterRegistry meters) {
    var tags =
        measure.tags().entrySet().stream().map(it -> Tag.of(it.getKey(), it.getValue())).toList();
    if (measure.isTotal()) {
      FunctionCounter.builder(measure.name(), measure, it -> it.value().getAsDouble())
          .description(measure.description())
          .tags(tags)
          .register(meters);
    } else {
      Gauge.builder(measure.name(), measure, it -> it.value().getAsDouble())
          .description(measure.description())
          .tags(tags)
          .register(meters);
    }
  }
}
