package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.config.WhatsAppNumberConfig;
import io.chat4all.simulators.graph.GraphCall;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.graph.GraphNodes;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The WhatsApp Cloud API and the app on people's phones. Thread-safe.
///
/// Rules and error bodies are Meta's of 2026. Left out: groups, flows, catalogues, calls, and
/// quality ratings.
public final class WhatsApp implements ChannelApp, GraphNodes {

  private final Map<String, WhatsAppNumber> numbers = new LinkedHashMap<>();
  private final Stage stage;
  private final Ladder ladder;
  private final Sends sends;
  private final Inbound inbound;
  private final MediaCalls media;

  public WhatsApp(List<WhatsAppNumberConfig> configs, Stage stage, Supplier<String> baseUrl) {
    this.stage = stage;
    this.ladder = new Ladder(stage);
    this.sends = new Sends(stage, ladder, this::replyByItself);
    this.inbound = new Inbound(stage);
    this.media = new MediaCalls(baseUrl);
    configs.forEach(
        config -> numbers.put(config.phoneNumberId(), new WhatsAppNumber(config, stage)));
  }

  @Override
  public TokenState token(String token) {
    var owned = numbers.values().stream().filter(number -> number.hasToken(token)).toList();
    if (owned.isEmpty()) {
      return TokenState.UNKNOWN;
    }
    return owned.stream().anyMatch(number -> !number.tokenExpired())
        ? TokenState.VALID
        : TokenState.EXPIRED;
  }

  @Override
  public Optional<Answer> answer(GraphCall call) {
    var number = numbers.get(call.node());
    if (number == null) {
      return other(call);
    }
    if (!number.hasToken(call.token())) {
      return Optional.empty();
    }
    if (number.tokenExpired()) {
      throw GraphError.expiredToken().refusal();
    }
    if (call.is("POST", "messages")) {
      return Optional.of(sends.answer(number, call));
    }
    if (call.is("POST", "media")) {
      return Optional.of(media.upload(number, call, stage.faults()));
    }
    return call.is("GET", "") ? Optional.of(describe(number)) : Optional.empty();
  }

  /// Whether a path is one of [#lookaside].
  public static boolean serves(String path) {
    return path.startsWith("/lookaside/whatsapp_business/");
  }

  /// The second hop of a download: the URL from the first, with the token.
  public Answer lookaside(Call call) {
    var id = call.query("mid").orElse("");
    var until = call.query("ext").filter(text -> text.matches("[0-9]{1,12}")).map(Long::valueOf);
    var hash = call.query("hash").orElse("");
    if (call.header("user-agent").isEmpty()) {
      return Answer.text(403, "Forbidden");
    }
    for (var number : numbers.values()) {
      var file = number.shelf().redeem(id, until.orElse(0L), hash);
      if (file.isPresent()) {
        boolean allowed =
            call.bearer().filter(number::hasToken).isPresent() && !number.tokenExpired();
        return allowed
            ? stage
                .faults()
                .around(
                    "whatsapp download " + id,
                    WhatsAppErrors.ALL,
                    () -> Answer.of(200, file.get().mime(), file.get().bytes()))
            : Answer.text(401, "Unauthorized");
      }
    }
    return Answer.text(404, "URL signature expired");
  }

  @Override
  public Channel channel() {
    return Channel.WHATSAPP;
  }

  @Override
  public List<String> accounts() {
    return List.copyOf(numbers.keySet());
  }

  @Override
  public Entry write(String account, Person person, Draft draft) {
    return inbound.write(number(account), person, draft);
  }

  @Override
  public void react(Entry entry, Person person, String emoji) {
    inbound.react(number(entry), person, entry, emoji);
  }

  @Override
  public void deliver(Entry entry, Person person) {
    ladder.deliver(number(entry), entry, person);
  }

  @Override
  public void read(Entry entry, Person person) {
    ladder.read(number(entry), entry, person);
  }

  @Override
  public void edit(Entry entry, Person person, String text) {
    inbound.edit(number(entry), person, entry, text);
  }

  @Override
  public void delete(Entry entry, Person person) {
    inbound.revoke(number(entry), person, entry);
  }

  @Override
  public void block(Person person, boolean blocked) {
    person.block(Channel.WHATSAPP, blocked);
  }

  @Override
  public void setWebhook(String account, Optional<URI> url) {
    number(account).webhook().url(url);
  }

  @Override
  public Optional<URI> webhook(String account) {
    return number(account).webhook().url();
  }

  @Override
  public boolean verifyWebhook(String account) {
    return number(account).webhook().verify();
  }

  @Override
  public void expireToken(String account, boolean expired) {
    number(account).tokenExpired(expired);
  }

  private Optional<Answer> other(GraphCall call) {
    for (var number : numbers.values()) {
      if (!number.hasToken(call.token()) || number.tokenExpired()) {
        continue;
      }
      if (call.node().equals(number.config().businessAccountId())
          && call.is("POST", "subscribed_apps")) {
        return Optional.of(Answer.json(200, Json.object().put("success", true)));
      }
      var answer = media.object(number, call, stage.faults());
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private static Answer describe(WhatsAppNumber number) {
    return Answer.json(
        200,
        Json.object()
            .put("verified_name", "Chat4All")
            .put("display_phone_number", "+" + number.config().displayNumber())
            .put("quality_rating", "GREEN")
            .put("platform_type", "CLOUD_API")
            .put("id", number.id()));
  }

  private void replyByItself(WhatsAppNumber number, Entry read) {
    stage
        .people()
        .find(read.origin().person())
        .ifPresent(person ->
            person
                .behaviour()
                .reply()
                .ifPresent(text -> inbound.write(number, person, Draft.text(text))));
  }

  private WhatsAppNumber number(Entry entry) {
    return number(entry.origin().account());
  }

  private WhatsAppNumber number(String account) {
    var number = numbers.get(account);
    if (number == null) {
      throw new IllegalArgumentException("account: no WhatsApp number of that id");
    }
    return number;
  }
}
