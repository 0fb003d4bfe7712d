package io.chat4all.connectors.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelAccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds docs/connectors.md to what it says: its code is this module's, all of it.
class DocumentTest {

  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path JAVA = Path.of("java/io/chat4all/connectors/example");
  private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w+)\\n((?s:.*?))^```$");

  @Test
  void everyBlockOfCodeStandsInTheModule() throws IOException {
    var files = new ArrayList<String>();
    files.add(Files.readString(MODULE.resolve("pom.xml")));
    files.addAll(sources(MODULE.resolve("src")));

    assertThat(blocks("java")).hasSizeGreaterThan(5);
    for (var language : List.of("java", "xml", "services")) {
      for (var block : blocks(language)) {
        assertThat(files).as(block).anyMatch(file -> file.contains(block));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main/WebhookConnectorFactory",
        "main/WebhookConnector",
        "main/Signature",
        "main/PartnerCalls",
        "test/WebhookContractTest",
      })
  void theWholeConnectorIsShown(String name) throws IOException {
    var file = name.replace("/", "/" + JAVA + "/") + ".java";
    var left = Files.readString(MODULE.resolve("src").resolve(file));
    for (var block : blocks("java")) {
      left = left.replace(block, "");
    }

    assertThat(left.lines().filter(line -> !line.isBlank()))
        .allMatch(line -> line.startsWith("import ") || line.startsWith("package "));
  }

  @Test
  void theCallsThatAreShownAreUnderstood() throws IOException {
    var secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    var settings = Map.of("url", "http://127.0.0.1/", "secret", secret);
    var factory = new WebhookConnectorFactory();
    var account = new ChannelAccountId(factory.channel(), "main");
    try (var partner = new Partner();
        var connector = factory.connect(new ConnectorContext(account, settings, new TestClock()))) {
      var handler = connector.webhookHandler().orElseThrow();

      assertThat(blocks("json")).hasSize(2);
      for (var call : blocks("json")) {
        var read = handler.read(partner.signed(call.getBytes(StandardCharsets.UTF_8)));
        assertThat(read).isInstanceOf(WebhookOutcome.Events.class);
        assertThat(((WebhookOutcome.Events) read).events()).hasSize(1);
      }
    }
  }

  private static List<String> sources(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(DocumentTest::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> blocks(String language) throws IOException {
    var document = Files.readString(MODULE.resolve("../../docs/connectors.md"));
    return BLOCK
        .matcher(document)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
