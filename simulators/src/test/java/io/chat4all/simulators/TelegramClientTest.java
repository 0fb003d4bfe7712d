package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.pengrad.telegrambot.TelegramBot;
import com.pengrad.telegrambot.model.reaction.ReactionTypeEmoji;
import com.pengrad.telegrambot.model.request.ParseMode;
import com.pengrad.telegrambot.model.request.ReplyParameters;
import com.pengrad.telegrambot.request.DeleteMessage;
import com.pengrad.telegrambot.request.EditMessageText;
import com.pengrad.telegrambot.request.GetFile;
import com.pengrad.telegrambot.request.GetMe;
import com.pengrad.telegrambot.request.GetUpdates;
import com.pengrad.telegrambot.request.SendDocument;
import com.pengrad.telegrambot.request.SendLocation;
import com.pengrad.telegrambot.request.SendMessage;
import com.pengrad.telegrambot.request.SendPhoto;
import com.pengrad.telegrambot.request.SetMessageReaction;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that others wrote finds its way around the Bot API.
@Timeout(60)
class TelegramClientTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};

  private Simulators simulators;
  private TelegramBot bot;

  @BeforeEach
  void start() {
    simulators =
        Simulators.start(
            SimulatorsConfig.demo()
                .withLimits(io.chat4all.simulators.config.LimitConfig.off())
                .withPeople(
                    PersonConfig.demo().stream()
                        .map(person ->
                            person.behaving(person.behaviour().withReadAfter(Optional.empty())))
                        .toList()),
            new ManualClock());
    var url = simulators.url();
    bot =
        new TelegramBot.Builder(AccountsConfig.demo().telegram().getFirst().token())
            .apiUrl(url + "/bot")
            .fileApiUrl(url + "/file/bot")
            .build();
  }

  @AfterEach
  void stop() {
    bot.shutdown();
    simulators.close();
  }

  @Test
  void botKnowsItself() {
    assertThat(bot.execute(new GetMe()).user().username()).isEqualTo("chat4all_bot");
  }

  @Test
  void messageIsSentWithItsMarksTakenOut() {
    var answer = bot.execute(new SendMessage(7001L, "<b>Olá</b> Maria").parseMode(ParseMode.HTML));

    assertThat(answer.isOk()).isTrue();
    assertThat(answer.message().text()).isEqualTo("Olá Maria");
    assertThat(answer.message().entities()).hasSize(1);
    assertThat(answer.message().chat().firstName()).isEqualTo("Maria");
    assertThat(simulators.books().outbound(Channel.TELEGRAM))
        .singleElement()
        .satisfies(entry -> assertThat(entry.text()).isEqualTo("Olá Maria"));
  }

  @Test
  void messageIdsAreUniqueWithinAChatOnly() {
    var first = bot.execute(new SendMessage(7001L, "a")).message().messageId();
    var second = bot.execute(new SendMessage(7001L, "b")).message().messageId();
    var elsewhere = bot.execute(new SendMessage(7002L, "c")).message().messageId();

    assertThat(second).isEqualTo(first + 1);
    assertThat(elsewhere).isEqualTo(first);
  }

  @Test
  void updatesComeAgainUntilTheOffsetPassesThem() {
    var phone = simulators.phone(Channel.TELEGRAM, "maria");
    phone.write("um");
    phone.write("dois");
    var first = bot.execute(new GetUpdates().limit(10)).updates();
    var again = bot.execute(new GetUpdates().offset(first.getFirst().updateId())).updates();
    var rest = bot.execute(new GetUpdates().offset(first.getFirst().updateId() + 1)).updates();

    assertThat(first).extracting(update -> update.message().text()).containsExactly("um", "dois");
    assertThat(again).isNotEmpty();
    assertThat(rest).extracting(update -> update.message().text()).containsExactly("dois");
    assertThat(simulators.books().inbound(Channel.TELEGRAM).getFirst().acknowledged()).isEqualTo(1);
  }

  @Test
  void photoGoesUpAndItsFileComesDown() throws Exception {
    var message = bot.execute(new SendPhoto(7001L, PNG).caption("legenda")).message();
    var photo = message.photo()[message.photo().length - 1];
    var file = bot.execute(new GetFile(photo.fileId())).file();
    var again = bot.execute(new SendPhoto(7002L, photo.fileId())).message();

    assertThat(message.caption()).isEqualTo("legenda");
    assertThat(bot.getFileContent(file)).isEqualTo(PNG);
    assertThat(again.photo()[0].fileId()).isEqualTo(photo.fileId());
  }

  @Test
  void documentKeepsItsName() {
    var message =
        bot.execute(new SendDocument(7001L, "x".getBytes(StandardCharsets.UTF_8)).fileName("a.txt"))
            .message();

    assertThat(message.document().fileName()).isEqualTo("a.txt");
  }

  @Test
  void somethingThatIsNoPictureIsNoPhoto() {
    var answer = bot.execute(new SendPhoto(7001L, "text".getBytes(StandardCharsets.UTF_8)));

    assertThat(answer.description()).isEqualTo("Bad Request: IMAGE_PROCESS_FAILED");
  }

  @Test
  void messageIsEditedOnceAndDeletedOnce() {
    int id = bot.execute(new SendMessage(7001L, "a")).message().messageId();
    var edited = bot.execute(new EditMessageText(7001L, id, "b"));
    var same = bot.execute(new EditMessageText(7001L, id, "b"));
    var deleted = bot.execute(new DeleteMessage(7001L, id));
    var again = bot.execute(new DeleteMessage(7001L, id));

    assertThat(edited.isOk()).isTrue();
    assertThat(same.description()).startsWith("Bad Request: message is not modified");
    assertThat(deleted.isOk()).isTrue();
    assertThat(again.description()).isEqualTo("Bad Request: message to delete not found");
    assertThat(simulators.books().outbound(Channel.TELEGRAM).getFirst().fate().deleted()).isTrue();
  }

  @Test
  void reactionGoesBothWaysOnceAskedFor() {
    int id = bot.execute(new SendMessage(7001L, "a")).message().messageId();
    bot.execute(new SetMessageReaction(7001L, id, new ReactionTypeEmoji("👍")));
    var phone = simulators.phone(Channel.TELEGRAM, "maria");
    phone.read();
    phone.react(Integer.toString(id), "❤");
    bot.execute(new GetUpdates().allowedUpdates("message", "message_reaction").timeout(0));
    phone.react(Integer.toString(id), "🔥");
    var updates = bot.execute(new GetUpdates().timeout(5)).updates();

    assertThat(simulators.books().outbound(Channel.TELEGRAM).getFirst().reactions())
        .containsEntry("business", "👍")
        .containsEntry("person", "🔥");
    assertThat(updates)
        .singleElement()
        .satisfies(update -> {
          assertThat(update.messageReaction().oldReaction()).hasSize(1);
          assertThat(update.messageReaction().newReaction()).hasSize(1);
        });
  }

  @Test
  void replyNeedsAMessageUnlessToldOtherwise() {
    int id = bot.execute(new SendMessage(7001L, "a")).message().messageId();
    var reply = bot.execute(new SendMessage(7001L, "b").replyParameters(new ReplyParameters(id)));
    var lost = bot.execute(new SendMessage(7001L, "b").replyParameters(new ReplyParameters(999)));
    var anyway =
        bot.execute(
            new SendMessage(7001L, "b")
                .replyParameters(new ReplyParameters(999).allowSendingWithoutReply(true)));

    assertThat(reply.message().replyToMessage().messageId()).isEqualTo(id);
    assertThat(lost.description()).isEqualTo("Bad Request: message to be replied not found");
    assertThat(anyway.isOk()).isTrue();
  }

  @Test
  void personOutOfReachIsForbidden() {
    var blocked = bot.execute(new SendMessage(7004L, "a"));
    var neverStarted = bot.execute(new SendMessage(7005L, "a"));
    var nobody = bot.execute(new SendMessage(9999L, "a"));

    assertThat(blocked.errorCode()).isEqualTo(403);
    assertThat(blocked.description()).isEqualTo("Forbidden: bot was blocked by the user");
    assertThat(neverStarted.errorCode()).isEqualTo(403);
    assertThat(nobody.description()).isEqualTo("Bad Request: chat not found");
  }

  @Test
  void everyKindOfMessageArrives() {
    var phone = simulators.phone(Channel.TELEGRAM, "maria");
    phone.write(Draft.of(Content.file("image", media("image/png"), "foto")));
    phone.write(Draft.of(Content.file("voice", media("audio/ogg"), "")));
    phone.write(Draft.of(Content.place(new Content.Place(-23.5, -46.6, "", ""))));
    phone.write(Draft.of(Content.card(new Content.Card("João", "5548987650002"))));
    phone.write(Draft.of(Content.file("sticker", media("image/webp"), "")));
    var messages =
        bot.execute(new GetUpdates()).updates().stream().map(update -> update.message()).toList();

    assertThat(messages.get(0).caption()).isEqualTo("foto");
    assertThat(messages.get(0).photo()).hasSize(3);
    assertThat(messages.get(1).voice().mimeType()).isEqualTo("audio/ogg");
    assertThat(messages.get(2).location().latitude()).isEqualTo(-23.5f);
    assertThat(messages.get(3).contact().firstName()).isEqualTo("João");
    assertThat(messages.get(4).sticker().emoji()).isEqualTo("👍");
  }

  @Test
  void placeIsSent() {
    assertThat(bot.execute(new SendLocation(7001L, -23.5f, -46.6f)).message().location().latitude())
        .isEqualTo(-23.5f);
  }

  @Test
  void blockingIsReported() {
    simulators.phone(Channel.TELEGRAM, "maria").block(true);
    var update = bot.execute(new GetUpdates()).updates().getFirst();

    assertThat(update.myChatMember().newChatMember().status().name()).isEqualTo("kicked");
    assertThat(bot.execute(new SendMessage(7001L, "a")).errorCode()).isEqualTo(403);
  }

  private static Media media(String mime) {
    return new Media(PNG, mime, Optional.of("file"));
  }
}
