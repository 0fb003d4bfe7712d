package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.graph.GraphCall;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// `POST /{PHONE_NUMBER_ID}/messages`: sending, and marking as read. Thread-safe.
final class Sends {

  private static final Duration WINDOW = Duration.ofDays(1);
  private static final int MOST_CORRELATION = 512;

  private static final List<String> SCALARS =
      List.of(
          "messaging_product",
          "recipient_type",
          "to",
          "recipient",
          "type",
          "status",
          "message_id",
          "biz_opaque_callback_data");

  private static final List<String> FIELDS =
      Stream.concat(
              SCALARS.stream(),
              Stream.of(
                  "context",
                  "text",
                  "image",
                  "video",
                  "audio",
                  "document",
                  "sticker",
                  "location",
                  "contacts",
                  "reaction",
                  "interactive",
                  "template",
                  "typing_indicator"))
          .toList();

  private final Stage stage;
  private final Ladder ladder;
  private final BiConsumer<WhatsAppNumber, Entry> afterRead;

  /// @param afterRead runs when a person has read a message by themselves
  Sends(Stage stage, Ladder ladder, BiConsumer<WhatsAppNumber, Entry> afterRead) {
    this.stage = stage;
    this.ladder = ladder;
    this.afterRead = afterRead;
  }

  Answer answer(WhatsAppNumber number, GraphCall call) {
    if (call.params().malformed()) {
      throw GraphError.parameter("Invalid parameter").refusal();
    }
    var send = Json.object();
    for (var name : FIELDS) {
      call.params().json(name).ifPresent(value -> send.set(name, value));
      if (SCALARS.contains(name)) {
        call.params().text(name).ifPresent(value -> send.put(name, value));
      }
    }
    if (!Fields.text(send, "messaging_product").filter("whatsapp"::equals).isPresent()) {
      throw GraphError.parameter("The parameter messaging_product is required.").refusal();
    }
    return Fields.text(send, "status").isPresent() ? markRead(number, send) : send(number, send);
  }

  private Answer send(WhatsAppNumber number, JsonNode send) {
    var recipient = Recipient.of(send, stage.people());
    var type = Fields.text(send, "type").orElse("text");
    var correlation = Fields.text(send, "biz_opaque_callback_data");
    correlation.ifPresent(
        value -> Fields.atMost(MOST_CORRELATION, value, "biz_opaque_callback_data"));
    if (recipient.address().equals(number.config().displayNumber())) {
      throw WhatsAppError.TO_ITSELF.with("Recipient phone number cannot be the sender").refusal();
    }
    var content = OutboundContent.of(number, send, type);
    if (type.equals("template") && recipient.byUserId() && isAuthentication(number, send)) {
      throw WhatsAppError.NEEDS_PHONE
          .with("Authentication templates need a phone number")
          .refusal();
    }
    var key =
        "whatsapp " + number.id() + " " + recipient.address() + " " + type + " " + send.path(type);
    return stage
        .faults()
        .around(
            key, WhatsAppErrors.ALL, () -> accept(number, recipient, content, send, correlation));
  }

  private Answer accept(
      WhatsAppNumber number,
      Recipient recipient,
      Content content,
      JsonNode send,
      Optional<String> correlation) {
    checkLimits(number, recipient);
    var refused = refusal(number, recipient, content);
    if (refused.isPresent() && stage.settings().refusesAtOnce()) {
      throw refused.get().with(detailsOf(refused.get())).refusal();
    }
    var replyTo = Fields.text(send.path("context"), "message_id");
    var entry =
        stage
            .books()
            .write(
                new Entry.Origin(
                    Channel.WHATSAPP,
                    number.id(),
                    recipient.person().map(Person::id).orElse(""),
                    recipient.address(),
                    Wamid.of(recipient.address(), true, stage.ids()),
                    true),
                new Entry.Note(content, replyTo, correlation));
    if (refused.isPresent()) {
      ladder.fall(number, entry, recipient.person(), refused.get(), detailsOf(refused.get()));
    } else {
      go(number, entry, recipient.person().orElseThrow(), send);
    }
    return accepted(recipient, entry);
  }

  private void checkLimits(WhatsAppNumber number, Recipient recipient) {
    var limits = stage.settings().limits();
    if (!limits.enabled()) {
      return;
    }
    var second = Duration.ofSeconds(1).dividedBy(limits.whatsappPerSecond());
    if (!stage
        .buckets()
        .take("whatsapp " + number.id(), limits.whatsappPerSecond(), second)
        .isZero()) {
      throw WhatsAppError.RATE_LIMIT
          .with("Cloud API message throughput has been reached.")
          .refusal();
    }
    var pair = "pair " + number.id() + " " + recipient.address();
    if (!stage.buckets().take(pair, limits.pairBurst(), limits.pairEvery()).isZero()) {
      throw WhatsAppError.PAIR_LIMIT.with(WhatsAppErrors.PAIR_DETAILS).refusal();
    }
  }

  private Optional<WhatsAppError> refusal(
      WhatsAppNumber number, Recipient recipient, Content content) {
    var person = recipient.person().filter(known -> !known.hasBlocked(Channel.WHATSAPP));
    if (person.isEmpty()) {
      return Optional.of(WhatsAppError.UNDELIVERABLE);
    }
    boolean open =
        person.get().windowOpen(Channel.WHATSAPP, number.id(), WINDOW, stage.clock().instant());
    return open || content.kind().equals("template")
        ? Optional.empty()
        : Optional.of(WhatsAppError.WINDOW_CLOSED);
  }

  /// A file given by link is fetched, a reaction finds its message; then the ladder begins.
  private void go(WhatsAppNumber number, Entry entry, Person person, JsonNode send) {
    var content = entry.content();
    if (content.kind().equals("reaction")) {
      react(number, entry, person, send.path("reaction").path("message_id").asText(""));
      return;
    }
    if (content.link().isEmpty()) {
      checkFile(number, entry, person, content);
      return;
    }
    stage.threads().execute(() -> fetch(number, entry, person, content));
  }

  private void fetch(WhatsAppNumber number, Entry entry, Person person, Content content) {
    var media = stage.web().file(content.link().orElse(""));
    if (media.isEmpty()) {
      ladder.fall(
          number,
          entry,
          Optional.of(person),
          WhatsAppError.MEDIA_UPLOAD,
          "Downloading media from weblink failed with http code 404");
      return;
    }
    entry.complete(content.withMedia(media.get()));
    checkFile(number, entry, person, entry.content());
  }

  private void checkFile(WhatsAppNumber number, Entry entry, Person person, Content content) {
    var complaint = content.media().flatMap(media -> MediaRules.complaint(content.kind(), media));
    if (complaint.isPresent()) {
      ladder.fall(number, entry, Optional.of(person), WhatsAppError.MEDIA_UPLOAD, complaint.get());
      return;
    }
    ladder.climb(number, entry, person, () -> afterRead.accept(number, entry));
  }

  private void react(WhatsAppNumber number, Entry entry, Person person, String target) {
    var message =
        stage
            .books()
            .entry(Channel.WHATSAPP, number.id(), "", target)
            .filter(found -> found.origin().person().equals(person.id()))
            .filter(found -> !found.content().kind().equals("reaction"));
    if (message.isEmpty()) {
      ladder.fall(
          number,
          entry,
          Optional.of(person),
          WhatsAppError.WRONG_PARAMETER,
          "Message to react to was not found");
      return;
    }
    message.get().react("business", entry.content().text());
    ladder.climb(number, entry, person, () -> {});
  }

  private Answer markRead(WhatsAppNumber number, JsonNode send) {
    var id = Fields.required(send, "message_id", "message_id");
    var entry =
        stage
            .books()
            .entry(Channel.WHATSAPP, number.id(), "", id)
            .filter(found -> !found.origin().outbound());
    if (entry.isEmpty() || !Fields.text(send, "status").filter("read"::equals).isPresent()) {
      throw GraphError.parameter("Invalid parameter")
          .withDetails("Message id is not one of a received message")
          .refusal();
    }
    entry.get().reach("read", Optional.empty(), stage.clock().instant());
    return Answer.json(200, Json.object().put("success", true));
  }

  private static Answer accepted(Recipient recipient, Entry entry) {
    var body = Json.object().put("messaging_product", "whatsapp");
    body.putArray("contacts").add(recipient.contact());
    var message = body.putArray("messages").addObject().put("id", entry.id());
    if (entry.content().kind().equals("template")) {
      message.put("message_status", "accepted");
    }
    return Answer.json(200, body);
  }

  private static boolean isAuthentication(WhatsAppNumber number, JsonNode send) {
    return TemplateRules.find(number, send.path("template")).category().equals("authentication");
  }

  private static String detailsOf(WhatsAppError error) {
    return switch (error) {
      case UNDELIVERABLE -> "Message Undeliverable.";
      case WINDOW_CLOSED ->
          "Message failed to send because more than 24 hours have passed since the customer last"
              + " replied to this number.";
      default -> "";
    };
  }
}
