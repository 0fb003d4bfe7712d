package io.chat4all.server.doctor;

import io.chat4all.core.check.Finding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at what no engine tells: the JDK, the data directory, and our own public address.
public final class Machine {

  private static final int JDK = 25;
  private static final long LITTLE_ROOM = 1L << 30;
  private static final long NO_ROOM = 256L << 20;
  private static final String DATA_DIR = "data-dir (CHAT4ALL_DATA_DIR)";
  private static final String PUBLIC_URL = "http.public-url (CHAT4ALL_PUBLIC_URL)";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Machine() {}

  /// Whether it is the Java that was tried.
  ///
  /// @param version of the running one
  public static Finding jdk(Runtime.Version version) {
    var found = "Java %s".formatted(version);
    return version.feature() == JDK
        ? Finding.ok("jdk", found)
        : Finding.warn("jdk", found + ", tried with 25 only", "set JAVA_HOME to a JDK 25");
  }

  /// Whether a directory can be written and has room; it is not made.
  public static Finding room(Path dir) {
    var there = dir.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      if (!Files.isDirectory(there) || !Files.isWritable(there)) {
        return Finding.fail("disk", there + " cannot be written", "set its owner, or " + DATA_DIR);
      }
      var store = Files.getFileStore(there);
      long room = store.getUsableSpace();
      var found = "%d MiB of %d free at %s".formatted(room >> 20, store.getTotalSpace() >> 20, dir);
      var mend = "make room, or set %s to another disk".formatted(DATA_DIR);
      if (room < NO_ROOM) {
        return Finding.fail("disk", found, mend);
      }
      boolean isLittle = room < LITTLE_ROOM || room < store.getTotalSpace() / 20;
      return isLittle ? Finding.warn("disk", found, mend) : Finding.ok("disk", found);
    } catch (IOException e) {
      return Finding.fail("disk", "%s: %s".formatted(there, e.getMessage()), "look at " + DATA_DIR);
    }
  }

  /// Whether we are reached where providers, and people who open links to files, look for us.
  public static List<Finding> publicUrl(URI url, Clock clock) {
    var findings = new ArrayList<Finding>();
    if (!url.getScheme().equals("https")) {
      findings.add(
          Finding.warn(
              "public url",
              url + " is not https",
              "set %s: providers demand it".formatted(PUBLIC_URL)));
    }
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var request = HttpRequest.newBuilder(URI.create(url + "/health")).timeout(PATIENCE).build();
      var answer = client.send(request, BodyHandlers.discarding());
      answer
          .headers()
          .firstValue("Date")
          .flatMap(Machine::time)
          .ifPresent(time ->
              findings.add(
                  Finding.clock(
                      "clock of public url",
                      Duration.between(clock.instant(), time.toInstant().plusMillis(500)))));
      findings.add(
          answer.statusCode() == 200
              ? Finding.ok("public url", url + " answers")
              : Finding.warn(
                  "public url",
                  "%s/health answers %d".formatted(url, answer.statusCode()),
                  "start a gateway behind it, or set " + PUBLIC_URL));
    } catch (IOException e) {
      findings.add(
          Finding.warn(
              "public url",
              "%s does not answer: %s".formatted(url, e),
              "start a gateway behind it, or set %s; links to files and webhooks lead there"
                  .formatted(PUBLIC_URL)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return findings;
  }

  private static Optional<ZonedDateTime> time(String date) {
    try {
      return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
