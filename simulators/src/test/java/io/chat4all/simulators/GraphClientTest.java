package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.restfb.BinaryAttachment;
import com.restfb.Body;
import com.restfb.DefaultFacebookClient;
import com.restfb.DefaultJsonMapper;
import com.restfb.FacebookEndpoints;
import com.restfb.Parameter;
import com.restfb.Version;
import com.restfb.exception.FacebookOAuthException;
import com.restfb.types.send.IdMessageRecipient;
import com.restfb.types.send.Message;
import com.restfb.types.send.SendResponse;
import com.restfb.types.webhook.WebhookObject;
import com.restfb.types.webhook.whatsapp.WhatsappMessagesValue;
import com.restfb.types.whatsapp.platform.SendMessage;
import com.restfb.types.whatsapp.platform.Status;
import com.restfb.types.whatsapp.platform.SuccessfulResponse;
import com.restfb.types.whatsapp.platform.send.Text;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that others wrote sends over the Graph API and understands its webhooks.
@Timeout(60)
class GraphClientTest {

  private static final String NUMBER = AccountsConfig.demo().whatsapp().getFirst().phoneNumberId();
  private static final String PAGE = AccountsConfig.demo().messenger().getFirst().id();

  private final WebhookSink sink = new WebhookSink();
  private Simulators simulators;

  @BeforeEach
  void start() {
    simulators =
        Simulators.start(
            SimulatorsConfig.demo()
                .withPeople(
                    PersonConfig.demo().stream()
                        .map(person -> person.behaving(BehaviourConfig.byHand()))
                        .toList()),
            new ManualClock());
    simulators.webhook(Channel.WHATSAPP, NUMBER, sink.url());
    simulators.webhook(Channel.MESSENGER, PAGE, sink.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @Test
  void whatsAppTextIsSentAndItsStatusesAreUnderstood() throws Exception {
    var message = new SendMessage("5511987650001");
    message.setText(new Text("Olá"));
    var answer =
        client("demo-whatsapp-token")
            .publish(NUMBER + "/messages", SuccessfulResponse.class, Body.withData(message));
    sink.statuses(2);
    var statuses = values().flatMap(value -> value.getStatuses().stream()).toList();

    assertThat(answer.getContacts().getFirst().getWaId()).isEqualTo("5511987650001");
    assertThat(statuses)
        .extracting(Status::getStatus)
        .containsExactlyInAnyOrder(Status.StatusType.sent, Status.StatusType.delivered);
    assertThat(statuses)
        .extracting(Status::getId)
        .containsOnly(answer.getMessages().getFirst().getId());
  }

  @Test
  void whatsAppMessagesOfEveryKindAreUnderstood() throws Exception {
    var phone = simulators.phone(Channel.WHATSAPP, "maria");
    var png = new Media(new byte[] {1}, "image/png", Optional.of("a.png"));
    phone.write("olá");
    phone.write(Draft.of(Content.file("image", png, "legenda")));
    phone.write(
        Draft.of(
            Content.file("voice", new Media(new byte[] {1}, "audio/ogg", Optional.empty()), "")));
    phone.write(Draft.of(Content.place(new Content.Place(-23.5, -46.6, "Sé", ""))));
    phone.write(Draft.of(Content.card(new Content.Card("João", "+55 48 98765-0002"))));
    phone.write(Draft.of(Content.of("interactive", "Sim")).pressing("yes"));
    phone.write(Draft.of(Content.of("unsupported", "")));
    phone.react(phone.conversation().getFirst().messageId(), "👍");
    sink.messages(8);
    var messages = values().flatMap(value -> value.getMessages().stream()).toList();

    assertThat(messages)
        .hasSize(8)
        .anyMatch(it -> it.isText())
        .anyMatch(it -> it.isImage() && it.getImage().getCaption().equals("legenda"))
        .anyMatch(it -> it.isAudio() && !it.getAudio().getId().isEmpty())
        .anyMatch(it -> it.isLocation() && it.getLocation().getName().equals("Sé"))
        .anyMatch(it -> it.hasContacts())
        .anyMatch(it -> it.isInteractive())
        .anyMatch(it -> it.hasErrors())
        .anyMatch(it -> it.isReaction() && it.getReaction().getEmoji().equals("👍"));
  }

  @Test
  void fileIsUploaded() {
    var id =
        client("demo-whatsapp-token")
            .publish(
                NUMBER + "/media",
                com.restfb.json.JsonObject.class,
                BinaryAttachment.with("file", "a.png", new byte[] {1, 2}, "image/png"),
                Parameter.with("messaging_product", "whatsapp"),
                Parameter.with("type", "image/png"))
            .getString("id", "");

    assertThat(id).matches("[0-9]+");
  }

  @Test
  void errorIsUnderstood() {
    assertThatThrownBy(() -> client("wrong").fetchObject("me", SendResponse.class))
        .isInstanceOfSatisfying(
            FacebookOAuthException.class,
            error -> {
              assertThat(error.getErrorCode()).isEqualTo(190);
              assertThat(error.getFbtraceId()).isNotEmpty();
            });
  }

  @Test
  void messengerMessageIsSentAndItsEventsAreUnderstood() throws Exception {
    var answer =
        client("demo-messenger-token")
            .publish(
                "me/messages",
                SendResponse.class,
                Parameter.with("recipient", new IdMessageRecipient("5670000000000001")),
                Parameter.with("message", new Message("Olá")));
    sink.messaging(2);
    simulators.phone(Channel.MESSENGER, "maria").read();
    sink.messaging(3);
    var items =
        objects()
            .flatMap(object -> object.getEntryList().stream())
            .flatMap(entry -> entry.getMessaging().stream())
            .toList();

    assertThat(answer.getMessageId()).startsWith("m_");
    assertThat(items)
        .anyMatch(item -> item.isMessage() && item.getMessage().isEcho())
        .anyMatch(item ->
            item.isDelivery()
                && item.getDelivery().getMids().equals(List.of(answer.getMessageId())))
        .anyMatch(item -> item.isRead());
  }

  private Stream<WhatsappMessagesValue> values() throws InterruptedException {
    return objects()
        .flatMap(object -> object.getEntryList().stream())
        .flatMap(entry -> entry.getChanges().stream())
        .map(change -> (WhatsappMessagesValue) change.getValue());
  }

  private Stream<WebhookObject> objects() throws InterruptedException {
    var mapper = new DefaultJsonMapper();
    List<AggregatedHttpRequest> calls = sink.calls(1);
    return calls.stream().map(call -> mapper.toJavaObject(call.contentUtf8(), WebhookObject.class));
  }

  private DefaultFacebookClient client(String token) {
    var client = new DefaultFacebookClient(token, Version.VERSION_24_0);
    client.setFacebookEndpointUrls(
        new FacebookEndpoints() {
          @Override
          public String getGraphEndpoint() {
            return simulators.url().toString();
          }
        });
    return client;
  }
}
