package io.chat4all.simulators.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.fault.ProviderErrors;
import io.chat4all.simulators.graph.GraphCall;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Refusal;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `POST /{account}/messages`. Thread-safe.
final class MessagingSends {

  private final Channel channel;
  private final Stage stage;
  private final MessagingRules rules;
  private final MessageReader reader;
  private final Accepted accepted;

  MessagingSends(Channel channel, Stage stage, Accepted accepted) {
    this.channel = channel;
    this.stage = stage;
    this.rules = new MessagingRules(channel);
    this.reader = new MessageReader(rules, stage.web());
    this.accepted = accepted;
  }

  Answer send(MessagingAccount account, GraphCall call) {
    var recipient = required(call, "recipient").path("id").asText("");
    if (recipient.isEmpty()) {
      throw GraphError.parameter("Param recipient must have an id").refusal();
    }
    var action = call.params().text("sender_action");
    if (action.isPresent()) {
      return act(account, call, recipient, action.get());
    }
    var message = required(call, "message");
    var key = "%s %s %s %s".formatted(channel, account.id(), recipient, message);
    return stage
        .faults()
        .around(
            key,
            new Errors(rules, account.id(), regainMinutes()),
            () -> accept(account, call, recipient, message));
  }

  /// `POST /{account}/message_attachments`.
  Answer attach(MessagingAccount account, GraphCall call) {
    checkRate(account, true);
    var kept = reader.upload(account, required(call, "message"));
    return Answer.json(
        200, Json.object().put("attachment_id", account.keep(kept.type(), kept.media())));
  }

  private Answer accept(
      MessagingAccount account, GraphCall call, String recipient, JsonNode message) {
    var person = person(account, recipient);
    boolean file = message.has("attachment") || message.has("attachments");
    checkRate(account, file);
    checkWindow(account, call, person);
    var contents = reader.contents(account, message);
    var reply = call.params().json("reply_to").map(node -> node.path("mid").asText(""));
    reply.ifPresent(mid -> checkReply(account, mid));
    var metadata = message.path("metadata").asText("");
    var correlation = metadata.isEmpty() ? Optional.<String>empty() : Optional.of(metadata);
    return answered(recipient, write(account, person, contents, reply, correlation));
  }

  private String write(
      MessagingAccount account,
      Person person,
      List<Content> contents,
      Optional<String> reply,
      Optional<String> correlation) {
    var id = newId();
    for (int i = 0; i < contents.size(); i++) {
      var origin =
          new Entry.Origin(
              channel,
              account.id(),
              person.id(),
              person.address(channel).orElseThrow(),
              i == 0 ? id : newId(),
              true);
      var note = new Entry.Note(contents.get(i), reply, correlation);
      accepted.accepted(account, stage.books().write(origin, note), person);
    }
    return id;
  }

  private Answer act(MessagingAccount account, GraphCall call, String recipient, String action) {
    var person = person(account, recipient);
    switch (action) {
      case "react", "unreact" -> react(account, call, person, action);
      case "mark_seen" ->
          stage.books().entries(channel, account.id(), person.id()).stream()
              .filter(entry -> !entry.origin().outbound())
              .forEach(entry -> entry.reach("read", Optional.empty(), stage.clock().instant()));
      case "typing_on", "typing_off" -> {}
      default -> throw GraphError.parameter("Invalid sender_action: " + action).refusal();
    }
    return Answer.json(200, Json.object().put("recipient_id", recipient));
  }

  private void react(MessagingAccount account, GraphCall call, Person person, String action) {
    checkWindow(account, call, person);
    var payload = required(call, "payload");
    var target =
        stage
            .books()
            .entry(channel, account.id(), "", payload.path("message_id").asText(""))
            .filter(entry -> entry.origin().person().equals(person.id()))
            .orElseThrow(() -> GraphError.parameter("Invalid message id").refusal());
    var reaction = payload.path("reaction").asText("");
    target.react(
        "business", action.equals("unreact") ? "" : reaction.equals("love") ? "❤" : reaction);
  }

  private Person person(MessagingAccount account, String recipient) {
    var person =
        stage
            .people()
            .byScopedId(channel, recipient)
            .filter(known -> known.hasWritten(channel, account.id()))
            .orElseThrow(() -> rules.noSuchUser().refusal());
    if (person.hasBlocked(channel)) {
      throw MessagingRules.unavailable().refusal();
    }
    return person;
  }

  private void checkWindow(MessagingAccount account, GraphCall call, Person person) {
    var type = call.params().text("messaging_type").orElse("RESPONSE");
    var tag = call.params().text("tag").orElse("");
    boolean agent = type.equals("MESSAGE_TAG") && tag.equals("HUMAN_AGENT");
    if (type.equals("MESSAGE_TAG") && !agent) {
      throw GraphError.parameter("Invalid tag: " + tag).refusal();
    }
    var window = agent ? MessagingRules.HUMAN_AGENT_WINDOW : MessagingRules.WINDOW;
    if (!person.windowOpen(channel, account.id(), window, stage.clock().instant())) {
      throw rules.outsideWindow().refusal();
    }
  }

  private void checkReply(MessagingAccount account, String mid) {
    if (stage.books().entry(channel, account.id(), "", mid).isEmpty()) {
      throw GraphError.parameter("Invalid reply_to mid").refusal();
    }
  }

  private void checkRate(MessagingAccount account, boolean file) {
    var limits = stage.settings().limits();
    if (!limits.enabled()) {
      return;
    }
    int perSecond = file ? limits.graphMediaPerSecond() : limits.graphPerSecond();
    var key = channel + " " + account.id() + (file ? " files" : "");
    if (!stage
        .buckets()
        .take(key, perSecond, Duration.ofSeconds(1).dividedBy(perSecond))
        .isZero()) {
      throw new Refusal(new Errors(rules, account.id(), regainMinutes()).rateLimited());
    }
  }

  private String newId() {
    return rules.instagram()
        ? "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEO" + stage.ids().base64(60)
        : "m_" + stage.ids().base64(64);
  }

  private static JsonNode required(GraphCall call, String name) {
    return call.params()
        .json(name)
        .filter(JsonNode::isObject)
        .orElseThrow(
            () -> GraphError.parameter("The parameter " + name + " is required").refusal());
  }

  private static Answer answered(String recipient, String messageId) {
    return Answer.json(
        200, Json.object().put("recipient_id", recipient).put("message_id", messageId));
  }

  /// Takes on what the provider accepted.
  @FunctionalInterface
  interface Accepted {
    void accepted(MessagingAccount account, Entry entry, Person person);
  }

  /// How long the provider says that a limit holds; without limits it is over at once.
  private int regainMinutes() {
    return stage.settings().limits().enabled() ? 1 : 0;
  }

  private record Errors(MessagingRules rules, String account, int regainMinutes)
      implements ProviderErrors {

    @Override
    public Answer serverError() {
      return GraphError.of(503, 2, "(#2) Service temporarily unavailable").answer();
    }

    @Override
    public Answer rateLimited() {
      return rules.rateLimited().answer().with("x-business-use-case-usage", Json.string(usage()));
    }

    @Override
    public Answer pairLimited() {
      return rateLimited();
    }

    @Override
    public Answer tokenExpired() {
      return GraphError.expiredToken().answer();
    }

    private ObjectNode usage() {
      var usage = Json.object();
      usage
          .putArray(account)
          .addObject()
          .put("type", rules.instagram() ? "instagram" : "messenger")
          .put("call_count", 100)
          .put("total_cputime", 20)
          .put("total_time", 20)
          .put("estimated_time_to_regain_access", regainMinutes);
      return usage;
    }
  }
}
