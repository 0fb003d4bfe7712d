package io.chat4all.store.s3;

import io.chat4all.core.check.Finding;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Asks the server whether the settings work, and changes nothing but a small object that it writes
/// and deletes again.
final class Examination {

  private static final String NAME = "files";

  private final S3Config config;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  Examination(S3Config config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Finding> run() {
    try (var s3 = Clients.open(config)) {
      examine(new Startup(s3, config));
    }
    return findings;
  }

  private void examine(Startup startup) {
    try {
      var answer = startup.probe();
      skew(answer).ifPresent(findings::add);
      findings.add(
          Finding.ok(
              NAME,
              "%s: bucket '%s' can be written, read and deleted in%s"
                  .formatted(startup.place(), config.bucket(), server(answer))));
    } catch (S3Exception e) {
      skew(e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse())
          .ifPresent(findings::add);
      findings.add(
          Startup.code(e).equals("NoSuchBucket")
              ? Finding.ok(
                  NAME,
                  "%s: no bucket '%s' yet, a start makes it"
                      .formatted(startup.place(), config.bucket()))
              : wrong(startup.diagnosis(e)));
    } catch (SdkException e) {
      findings.add(wrong(startup.diagnosis(e)));
    }
  }

  /// A diagnosis is `setting: what is wrong`.
  private static Finding wrong(String diagnosis) {
    int colon = diagnosis.indexOf(": ");
    return colon < 0
        ? Finding.fail(NAME, diagnosis, "set both clocks by NTP")
        : Finding.fail(
            NAME, diagnosis.substring(colon + 2), "set " + diagnosis.substring(0, colon));
  }

  private static String server(SdkHttpResponse answer) {
    return answer.firstMatchingHeader("Server").map(it -> " (" + it + ")").orElse("");
  }

  private Optional<Finding> skew(@Nullable SdkHttpResponse answer) {
    return Optional.ofNullable(answer)
        .flatMap(it -> it.firstMatchingHeader("Date"))
        .flatMap(Examination::time)
        .map(time ->
            Finding.clock(
                "clock of files",
                Duration.between(clock.instant(), time.toInstant().plusMillis(500))));
  }

  private static Optional<ZonedDateTime> time(String date) {
    try {
      return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
