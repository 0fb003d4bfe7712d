package io.chat4all.connectors.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connectors.http.Json;
import io.chat4all.core.TestClock;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.message.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateReaderTest {

  private static final String HEAD =
      "'message_id':5,'date':1763600000,'chat':{'id':777,'type':'private'},'from':{'id':777,"
          + "'first_name':'Ana','last_name':'Lima','username':'ana'}";

  private final UpdateReader reader = new UpdateReader(new TestClock());

  @Test
  void aMessageHasItsSenderAndTime() {
    assertThat(message("'text':'hi','reply_to_message':{'message_id':3}"))
        .containsExactly(
            new MessageReceived(
                new Sender("777", List.of(), "Ana Lima", "ana"),
                "777:5",
                new InboundContent.Text("hi"),
                Optional.of("777:3"),
                Instant.ofEpochSecond(1763600000)));
  }

  @Test
  void theLargestPhotoIsTaken() {
    var photo =
        "'caption':'c','photo':[{'file_id':'s','width':90,'height':60,'file_size':100},"
            + "{'file_id':'l','width':1280,'height':960,'file_size':9000},"
            + "{'file_id':'m','width':320,'height':240,'file_size':900}]";

    assertThat(content(photo))
        .isEqualTo(new InboundContent.Media(ContentType.IMAGE, "l", "", "image/jpeg", 9000, "c"));
  }

  @Test
  void anAnimationIsOneFileThoughItComesAsTwo() {
    var file = "{'file_id':'a','file_name':'x.mp4','mime_type':'video/mp4','file_size':5}";

    assertThat(content("'animation':%s,'document':%s".formatted(file, file)))
        .isEqualTo(new InboundContent.Media(ContentType.VIDEO, "a", "x.mp4", "video/mp4", 5, ""));
  }

  @Test
  void stickersArePicturesWhereTheyCanBe() {
    assertThat(content("'sticker':{'file_id':'s','is_animated':false,'is_video':false}"))
        .isEqualTo(new InboundContent.Media(ContentType.IMAGE, "s", "", "image/webp", 0, ""));
    assertThat(content("'sticker':{'file_id':'s','is_animated':true,'emoji':'😀'}"))
        .isEqualTo(new InboundContent.Other("sticker 😀"));
  }

  @Test
  void aVenueIsAPlaceWithAName() {
    var venue =
        "'location':{'latitude':1.5,'longitude':2.5},'venue':{'location':{'latitude':1.5,"
            + "'longitude':2.5},'title':'UFG','address':'Goiânia'}";

    assertThat(content(venue)).isEqualTo(new InboundContent.Location(1.5, 2.5, "UFG", "Goiânia"));
  }

  @Test
  void whatHasNoTypeOfOursIsNamed() {
    assertThat(content("'poll':{'question':'?'}")).isEqualTo(new InboundContent.Other("poll"));
    assertThat(content("'hologram':{'file_id':'h'}"))
        .isEqualTo(new InboundContent.Other("unsupported message"));
    assertThat(content("'contact':{'first_name':'Bia','phone_number':'55'}"))
        .isEqualTo(new InboundContent.Contact("Bia", List.of("55"), List.of()));
  }

  @Test
  void noticesGroupsAndChannelsArePassedOver() {
    assertThat(message("'pinned_message':{'message_id':1}")).isEmpty();
    assertThat(
            read(
                "{'update_id':1,'message':{'message_id':5,'chat':{'id':-7,'type':'group'},'text':'x'}}"))
        .isEmpty();
    assertThat(read("{'update_id':1,'channel_post':{%s,'text':'x'}}".formatted(HEAD))).isEmpty();
  }

  @Test
  void anEditOfACaptionIsAnEditOfTheText() {
    var edited = "{'update_id':1,'edited_message':{" + HEAD + ",'edit_date':1763600060,%s}}";

    assertThat(read(edited.replace("%s", "'caption':'new'")))
        .containsExactly(
            new MessageEdited("777", "777:5", "new", Instant.ofEpochSecond(1763600060)));
  }

  @Test
  void severalReactionsAreKeptAndCustomEmojiPassedOver() {
    var reaction =
        "{'update_id':1,'message_reaction':{'chat':{'id':777,'type':'private'},'message_id':5,"
            + "'date':1763600000,'old_reaction':[],'new_reaction':[%s]}}";
    var two = "{'type':'emoji','emoji':'👍'},{'type':'emoji','emoji':'🔥'}";
    var custom = "{'type':'custom_emoji','custom_emoji_id':'12'}";

    assertThat(read(reaction.formatted(two + "," + custom)))
        .containsExactly(
            new ReactionReceived(
                "777", "777:5", List.of("👍", "🔥"), Instant.ofEpochSecond(1763600000)));
    assertThat(read(reaction.formatted(custom))).isEmpty();
  }

  private InboundContent content(String fields) {
    return ((MessageReceived) message(fields).getFirst()).content();
  }

  private List<InboundEvent> message(String fields) {
    return read("{'update_id':1,'message':{%s,%s}}".formatted(HEAD, fields));
  }

  private List<InboundEvent> read(String update) {
    return reader.read(Json.read(update.replace('\'', '"')).orElseThrow());
  }
}
