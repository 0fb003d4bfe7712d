package io.chat4all.connector.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.kit.ConnectorHarness.Spelling;
import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the contract says about factories, settings and addresses; and what its other parts need.
abstract class FactoryContract {

  private final List<Connector> connectors = new ArrayList<>();
  private @Nullable ConnectorHarness started;

  /// Starts the provider.
  protected abstract ConnectorHarness start() throws Exception;

  @BeforeEach
  void startHarness() throws Exception {
    started = start();
  }

  @AfterEach
  void closeAll() {
    connectors.forEach(Connector::close);
    harness().close();
  }

  final ConnectorHarness harness() {
    var current = started;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    return current;
  }

  final ConnectorFactory factory() {
    return harness().factory();
  }

  final Connector connect() {
    return connect(harness().settings());
  }

  private Connector connect(Map<String, String> settings) {
    var connector = factory().connect(context(settings));
    connectors.add(connector);
    return connector;
  }

  final ConnectorContext context(Map<String, String> settings) {
    var withDefaults = new HashMap<String, String>();
    for (var setting : factory().settings()) {
      withDefaults.put(setting.name(), setting.defaultValue());
    }
    withDefaults.putAll(settings);
    var account = new ChannelAccountId(factory().channel(), "tested");
    return new ConnectorContext(account, withDefaults, new TestClock());
  }

  final List<String> secrets() {
    return factory().settings().stream()
        .filter(SettingInfo::secret)
        .map(setting -> harness().settings().getOrDefault(setting.name(), ""))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  final Outbound text(int person, String text) {
    return message(person, new Content.Text(text), Optional.empty());
  }

  final Outbound message(int person, Content content, Optional<String> replyTo) {
    return new Outbound(
        newDeliveryId(), harness().address(person), content, replyTo, "Ana", Map.of());
  }

  final OutboundFile file(int person, ContentType type, FileContent content, String caption) {
    return new OutboundFile(
        newDeliveryId(),
        harness().address(person),
        type,
        content,
        caption,
        Optional.empty(),
        "Ana",
        Map.of());
  }

  static String newDeliveryId() {
    return "d-" + UUID.randomUUID();
  }

  @Test
  void theServiceLoaderFindsTheFactory() {
    var found = ServiceLoader.load(ConnectorFactory.class).stream();

    assertThat(found.map(ServiceLoader.Provider::type)).contains(factory().getClass());
  }

  @Test
  void settingsHaveNamesThatDifferAndADescription() {
    var settings = factory().settings();

    assertThat(settings).extracting(SettingInfo::name).doesNotHaveDuplicates();
    assertThat(settings)
        .allSatisfy(setting -> {
          assertThat(setting.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
          assertThat(setting.description()).isNotBlank();
          assertThat(setting.required() && !setting.defaultValue().isEmpty()).isFalse();
          assertThat(setting.secret() && !setting.defaultValue().isEmpty()).isFalse();
        });
    assertThat(settings).extracting(SettingInfo::name).containsAll(harness().settings().keySet());
    assertThat(factory().title()).isNotBlank();
  }

  @Test
  void aMissingSettingIsNamedAndNoSecretWithIt() {
    for (var setting : factory().settings()) {
      if (setting.required()) {
        var lacking = new HashMap<>(harness().settings());
        lacking.remove(setting.name());

        assertThatThrownBy(() -> connect(lacking))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(setting.name())
            .satisfies(e -> assertNoSecret(String.valueOf(e.getMessage())));
      }
    }
  }

  @Test
  void aUrlThatIsNoneIsNamed() {
    for (var setting : factory().settings()) {
      if (setting.name().endsWith("url")) {
        var wrong = new HashMap<>(harness().settings());
        wrong.put(setting.name(), "not a url");

        assertThatThrownBy(() -> connect(wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(setting.name());
      }
    }
  }

  @Test
  void oneFactoryMakesConnectorsThatDoNotKnowEachOther() throws Exception {
    var one = connect();
    var other = connect();
    one.close();
    one.close();

    assertThat(other.sendMessage(text(1, "still there"))).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void noSecretIsInAnyPrintedForm() {
    var printed = List.of(connect(), factory(), context(harness().settings())).toString();

    assertNoSecret(printed);
  }

  @Test
  void anAddressIsAlwaysWrittenTheSameWay() {
    for (var spelling : harness().spellings()) {
      assertThat(factory().normalize(spelling.written())).isEqualTo(spelling.normal());
    }
    var normal = harness().spellings().stream().map(Spelling::normal).toList();
    var all = new ArrayList<>(normal);
    for (var person = 0; person < 20; person++) {
      all.add(harness().address(person));
    }
    assertThat(all).allSatisfy(a -> assertThat(factory().normalize(a)).isEqualTo(a));
  }

  @Test
  void whatIsNoAddressIsRefused() {
    var nonsense = new ArrayList<>(harness().nonsense());
    nonsense.addAll(
        List.of("", " ", "\n", "\u0000", "a".repeat(300), "1".repeat(300), "💥", "' or 1=1"));

    for (var address : nonsense) {
      assertThatThrownBy(() -> factory().normalize(address))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("address: ")
          .hasMessageContaining("expected: ");
    }
  }

  final void assertNoSecret(String text) {
    assertThat(secrets()).allSatisfy(secret -> assertThat(text).doesNotContain(secret));
  }
}
