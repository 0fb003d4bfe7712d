package io.chat4all.connectors.instagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphEventsTest {

  private static final String EVENT =
      "{'sender':{'id':'77','username':'ana'},'recipient':{'id':'17'},'timestamp':1763640000123,%s}";
  private static final String TEXT = "'message':{'mid':'m1','text':'oi'}";

  private final GraphEvents events = new GraphEvents("17");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'entry':[{'id':'17','messaging':[%s]}]}",
        "{'entry':[{'id':'17','standby':[%s]}]}",
        "{'entry':[{'id':'17','changes':[{'field':'messages','value':%s}]}]}",
        "{'entry':[{'id':'99','messaging':[{}]},{'id':'17','messaging':[{},%s]}]}"
      })
  void readsEveryFormOfEntry(String body) {
    var read = json(body.formatted(EVENT.formatted(TEXT)));

    assertThat(read)
        .singleElement()
        .isInstanceOfSatisfying(
            MessageReceived.class,
            m -> {
              assertThat(m.providerId()).isEqualTo("m1");
              assertThat(m.sender().address()).isEqualTo("77");
              assertThat(m.sender().username()).isEqualTo("ana");
              assertThat(m.at()).isEqualTo(Instant.ofEpochMilli(1763640000123L));
            });
  }

  @Test
  void passesOverOtherAccountsOfTheApp() {
    var body = "{'entry':[{'id':'18','messaging':[%s]}]}".formatted(EVENT.formatted(TEXT));

    assertThat(json(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "'reaction':{'mid':'m1','action':'react','emoji':'x'}",
        "'read':{'mid':'m1'}",
        "'message_edit':{'mid':'m1','text':'x'}"
      })
  void whatWeDidOurselvesInTheAppIsNoNews(String payload) {
    assertThat(read(EVENT.replace("'77'", "'17'"), payload)).isEmpty();
  }

  @Test
  void buttonsAreTextsOfTheirTitle() {
    assertThat(contents("'message':{'mid':'q','text':'Sim','quick_reply':{'payload':'YES'}}"))
        .containsExactly(new InboundContent.Text("Sim"));
    assertThat(contents("'postback':{'mid':'p','title':'Comprar','payload':'BUY'}"))
        .containsExactly(new InboundContent.Text("Comprar"));
    assertThat(read(EVENT, "'postback':{'payload':'BUY'}"))
        .singleElement()
        .isInstanceOfSatisfying(
            MessageReceived.class,
            m -> assertThat(m.providerId()).isEqualTo("postback-77-1763640000123"));
  }

  @ParameterizedTest
  @CsvSource({
    "share, a shared post",
    "ig_reel, a shared reel",
    "story_mention, a mention in a story",
    "ephemeral, a disappearing photo or video",
    "hologram, an unsupported attachment",
  })
  void describesWhatHasNoType(String type, String description) {
    var attachment = "{'type':'%s','payload':{'url':'https://cdn.example/x'}}".formatted(type);

    assertThat(contents("'message':{'mid':'m','attachments':[%s]}".formatted(attachment)))
        .containsExactly(new InboundContent.Other(description));
  }

  @Test
  void severalAttachmentsAreSeveralMessages() {
    var image = "{'type':'image','payload':{'url':'https://cdn.example/%s'}}";
    var both = image.formatted("1") + "," + image.formatted("2");

    var read =
        read(EVENT, "'message':{'mid':'m','text':'veja','attachments':[%s]}".formatted(both));

    assertThat(read)
        .extracting(e -> ((MessageReceived) e).providerId())
        .containsExactly("m", "m#1");
    assertThat(((MessageReceived) read.getFirst()).content())
        .isEqualTo(
            new InboundContent.Media(
                ContentType.IMAGE, "https://cdn.example/1", "", "", 0, "veja"));
    assertThat(GraphEvents.mid("m#1")).isEqualTo("m");
  }

  @Test
  void aPreviewOfALinkIsNoMessageOfItsOwn() {
    var preview = "{'type':'fallback','payload':{'url':'https://x.example','title':'X'}}";

    assertThat(
            contents(
                "'message':{'mid':'m','text':'https://x.example','attachments':[%s]}"
                    .formatted(preview)))
        .containsExactly(new InboundContent.Text("https://x.example"));
  }

  @Test
  void somethingUnsupportedIsToldOf() {
    assertThat(contents("'message':{'mid':'m','is_unsupported':true}"))
        .containsExactly(new InboundContent.Other("an unsupported message"));
  }

  @Test
  void watermarksAreTimes() {
    assertThat(read(EVENT, "'delivery':{'watermark':1763640000000}"))
        .containsExactly(
            new ReadUpTo(
                "77",
                DeliveryStatus.DELIVERED,
                "",
                Instant.ofEpochMilli(1763640000000L),
                Instant.ofEpochMilli(1763640000123L)));
    assertThat(read(EVENT, "'read':{'watermark':1763640000}"))
        .singleElement()
        .isInstanceOfSatisfying(
            ReadUpTo.class,
            r -> assertThat(r.watermark()).isEqualTo(Instant.ofEpochSecond(1763640000L)));
  }

  @Test
  void aDeliveredMessageWasSentByTheWatermarkOfItsEvent() {
    assertThat(read(EVENT, "'delivery':{'mids':['a','b'],'watermark':1763640000000}"))
        .containsExactly(
            delivered("a", Optional.of(Instant.ofEpochMilli(1763640000000L))),
            delivered("b", Optional.of(Instant.ofEpochMilli(1763640000000L))));
    assertThat(read(EVENT, "'delivery':{'mids':['a']}"))
        .containsExactly(delivered("a", Optional.empty()));
  }

  private static ReceiptReceived delivered(String mid, Optional<Instant> sentBy) {
    return new ReceiptReceived(
        "77",
        mid,
        "",
        DeliveryStatus.DELIVERED,
        false,
        "",
        sentBy,
        Instant.ofEpochMilli(1763640000123L));
  }

  @ParameterizedTest
  @CsvSource({"love, ❤", "haha, 😆", "like, 👍"})
  void namedReactionsAreEmojis(String name, String emoji) {
    var reaction = "'reaction':{'mid':'m','action':'react','reaction':'%s'}".formatted(name);

    assertThat(read(EVENT, reaction))
        .singleElement()
        .isInstanceOfSatisfying(
            InboundEvent.ReactionReceived.class,
            r -> assertThat(r.emojis()).containsExactly(emoji));
  }

  private List<InboundContent> contents(String payload) {
    return read(EVENT, payload).stream().map(e -> ((MessageReceived) e).content()).toList();
  }

  private List<InboundEvent> read(String event, String payload) {
    return json("{'entry':[{'id':'17','messaging':[%s]}]}".formatted(event.formatted(payload)));
  }

  private List<InboundEvent> json(String body) {
    return events.read(Json.read(body.replace('\'', '"')).orElseThrow());
  }
}
