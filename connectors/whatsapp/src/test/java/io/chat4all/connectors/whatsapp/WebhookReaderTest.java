package io.chat4all.connectors.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connectors.http.Json;
import io.chat4all.core.TestClock;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.AddressChanged;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookReaderTest {

  private static final Instant AT = Instant.ofEpochSecond(1749416383);
  private static final String HEAD = "'id':'wamid.1','timestamp':'1749416383'";

  private final WebhookReader reader = new WebhookReader("42", new TestClock());

  @Test
  void everyMessageAndStatusOfEveryEntryIsRead() {
    var message = "{'from':'55','id':'wamid.%s','type':'text','text':{'body':'x'}}";
    var status = "{'id':'wamid.%s','status':'sent','recipient_id':'55'}";
    var value =
        "{'messages':[%s,%s],'statuses':[%s,%s]}"
            .formatted(
                message.formatted("a"),
                message.formatted("b"),
                status.formatted("c"),
                status.formatted("d"));
    var change = "{'field':'messages','value':%s}".formatted(value);
    var entry = "{'changes':[%s,%s]}".formatted(change, change);

    assertThat(readWhole("{'entry':[%s,%s]}".formatted(entry, entry))).hasSize(16);
  }

  @Test
  void anotherNumberOfTheBusinessIsPassedOver() {
    var change =
        "{'entry':[{'changes':[{'field':'messages','value':{'metadata':{'phone_number_id':'%s'},"
            + "'messages':[{'from':'55','id':'wamid.a','type':'text','text':{'body':'x'}}]}}]}]}";

    assertThat(readWhole(change.formatted("43"))).isEmpty();
    assertThat(readWhole(change.formatted("42"))).hasSize(1);
  }

  @Test
  void aPersonHasTheirNumberAndTheirUserIdIsAnAlias() {
    var events =
        read(
            "'contacts':[{'profile':{'name':'Other'},'wa_id':'9'},{'profile':{'name':'Sheena',"
                + "'username':'@sheena'},'wa_id':'55','user_id':'BR.1'}],'messages':[{"
                + HEAD
                + ",'from':'55','from_user_id':'BR.1','type':'text','text':{'body':'x'}}]");

    assertThat(((MessageReceived) events.getFirst()).sender())
        .isEqualTo(new Sender("55", List.of("BR.1"), "Sheena", "sheena"));
    assertThat(events.getFirst().at()).isEqualTo(AT);
  }

  @Test
  void aPersonWhoHidesTheirNumberGoesByTheirUserId() {
    var events =
        read(
            "'contacts':[{'profile':{'name':'Ana'},'user_id':'BR.1'}],'messages':[{"
                + HEAD
                + ",'from_user_id':'BR.1','type':'text','text':{'body':'x'}}]");

    assertThat(((MessageReceived) events.getFirst()).sender())
        .isEqualTo(new Sender("BR.1", List.of(), "Ana", ""));
  }

  @Test
  void missingContactsAreNoTrouble() {
    assertThat(message("'type':'text','text':{'body':'x'}")).hasSize(1);
  }

  @Test
  void filesOfAllKinds() {
    assertThat(content("'type':'document','document':{'id':'7','mime_type':'a/b','filename':'n'}"))
        .isEqualTo(new InboundContent.Media(ContentType.FILE, "7", "n", "a/b", 0, ""));
    assertThat(content("'type':'sticker','sticker':{'id':'7','mime_type':'image/webp'}"))
        .isEqualTo(new InboundContent.Media(ContentType.IMAGE, "7", "", "image/webp", 0, ""));
    assertThat(content("'type':'audio','audio':{'id':'7','mime_type':'audio/ogg','voice':true}"))
        .isEqualTo(new InboundContent.Media(ContentType.AUDIO, "7", "", "audio/ogg", 0, ""));
  }

  @Test
  void answersToButtonsAndListsAreTexts() {
    assertThat(content("'type':'button','button':{'payload':'p','text':'Sim'}"))
        .isEqualTo(new InboundContent.Text("Sim"));
    assertThat(
            content(
                "'type':'interactive','interactive':{'type':'button_reply',"
                    + "'button_reply':{'id':'1','title':'Sim'}}"))
        .isEqualTo(new InboundContent.Text("Sim"));
    assertThat(
            content(
                "'type':'interactive','interactive':{'type':'list_reply',"
                    + "'list_reply':{'id':'1','title':'Azul','description':'d'}}"))
        .isEqualTo(new InboundContent.Text("Azul"));
  }

  @Test
  void cardsOneOrMany() {
    var card = "{'name':{'formatted_name':'%s'},'phones':[{'phone':'%s'}]}";
    var one = card.formatted("Ana", "1");
    var two = one + "," + card.formatted("Bia", "2");

    assertThat(content("'type':'contacts','contacts':[%s]".formatted(one)))
        .isEqualTo(new InboundContent.Contact("Ana", List.of("1"), List.of()));
    assertThat(content("'type':'contacts','contacts':[%s]".formatted(two)))
        .isEqualTo(new InboundContent.Text("Ana: 1\nBia: 2"));
  }

  @Test
  void whatHasNoTypeOfOursIsSaidToBeUnsupported() {
    for (var type : List.of("unsupported", "unknown", "hologram", "")) {
      assertThat(content("'type':'%s','errors':[{'code':131051}]".formatted(type)))
          .isEqualTo(new InboundContent.Other("unsupported message"));
    }
  }

  @Test
  void aNumberThatChangedIsAnAddressThatChanged() {
    assertThat(
            message(
                "'type':'system','system':{'body':'b','type':'user_changed_number',"
                    + "'new_wa_id':'56'}"))
        .containsExactly(new AddressChanged("55", "56", AT));
    assertThat(message("'type':'system','system':{'type':'customer_identity_changed'}")).isEmpty();
  }

  @Test
  void theEditOfACaptionIsAnEditOfTheText() {
    assertThat(
            message(
                "'type':'edit','edit':{'original_message_id':'wamid.0','message':{"
                    + "'type':'image','image':{'caption':'new'}}}"))
        .containsExactly(new MessageEdited("55", "wamid.0", "new", AT));
  }

  @Test
  void groupsArePassedOver() {
    assertThat(message("'type':'text','text':{'body':'x'},'group_id':'g'")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sent, SENT", "delivered, DELIVERED", "read, READ", "played, READ"})
  void receipts(String word, DeliveryStatus status) {
    assertThat(
            read(
                "'statuses':[{'id':'wamid.1','status':'%s','timestamp':'1749416383',"
                        .formatted(word)
                    + "'recipient_user_id':'BR.1','biz_opaque_callback_data':'d-1'}]"))
        .containsExactly(new ReceiptReceived("BR.1", "wamid.1", "d-1", status, false, "", AT));
  }

  @ParameterizedTest
  @CsvSource({"131026, true", "131047, true", "131049, true", "131053, false", "131042, false"})
  void aFailureSaysWhyAndWhetherAnotherChannelIsWorthATry(int code, boolean gone) {
    var events =
        read(
            "'statuses':[{'id':'wamid.1','status':'failed','timestamp':'1749416383',"
                + "'recipient_id':'55','errors':[{'code':%d,'title':'T',".formatted(code)
                + "'message':'M','error_data':{'details':'D'}}]}]");

    assertThat(events)
        .containsExactly(
            new ReceiptReceived(
                "55", "wamid.1", "", DeliveryStatus.FAILED, gone, code + " M: D", AT));
  }

  @Test
  void unknownStatusesAndThoseOfGroupsArePassedOver() {
    assertThat(
            read(
                "'statuses':[{'id':'a','status':'dreamt'},{'status':'sent'},"
                    + "{'id':'a','status':'sent','recipient_type':'group'}]"))
        .isEmpty();
  }

  private InboundContent content(String fields) {
    return ((MessageReceived) message(fields).getFirst()).content();
  }

  private List<InboundEvent> message(String fields) {
    return read("'messages':[{%s,'from':'55',%s}]".formatted(HEAD, fields));
  }

  private List<InboundEvent> read(String value) {
    return readWhole(
        "{'entry':[{'changes':[{'field':'messages','value':{%s}}]}]}".formatted(value));
  }

  private List<InboundEvent> readWhole(String body) {
    return reader.read(Json.read(body.replace('\'', '"')).orElseThrow());
  }
}
