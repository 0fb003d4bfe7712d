package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.config.TelegramBotConfig;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import io.chat4all.simulators.world.StatusLine;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Telegram Bot API and the app on people's phones. Thread-safe.
///
/// Private chats only. What a person reads or deletes is not reported to bots, so nothing here
/// does. A bot sets its webhook itself; the control API cannot.
public final class Telegram implements ChannelApp, AutoCloseable {

  private final Map<String, Bot> bots = new LinkedHashMap<>();
  private final Map<String, Bot> byToken = new LinkedHashMap<>();
  private final Stage stage;
  private final Messages messages;
  private final TelegramApi api;

  public Telegram(List<TelegramBotConfig> configs, Stage stage) {
    this.stage = stage;
    this.messages = new Messages(stage.books());
    for (var config : configs) {
      var bot = new Bot(config, stage);
      bots.put(bot.account(), bot);
      byToken.put(config.token(), bot);
    }
    this.api = new TelegramApi(byToken, stage, messages, this::accepted);
  }

  public Api api() {
    return api;
  }

  @Override
  public Channel channel() {
    return Channel.TELEGRAM;
  }

  @Override
  public List<String> accounts() {
    return List.copyOf(bots.keySet());
  }

  @Override
  public Entry write(String account, Person person, Draft draft) {
    var bot = bot(account);
    if (draft.payload().isPresent()) {
      return press(bot, person, draft);
    }
    long chatId = person.config().telegram().orElseThrow().chatId();
    var entry =
        stage
            .books()
            .write(
                new Entry.Origin(
                    Channel.TELEGRAM,
                    bot.account(),
                    person.id(),
                    Long.toString(chatId),
                    bot.nextMessageId(chatId),
                    false),
                new Entry.Note(draft.content(), draft.replyTo(), Optional.empty()));
    person.wrote(Channel.TELEGRAM, account, entry.at());
    tell(bot, "message", entry, person, "received");
    return entry;
  }

  @Override
  public void react(Entry entry, Person person, String emoji) {
    if (!emoji.isEmpty() && !Reactions.isAllowed(emoji)) {
      throw new IllegalArgumentException("emoji: not one of Telegram's reactions");
    }
    var old = entry.react("person", emoji);
    var body = Json.object();
    body.set("chat", Messages.chat(person));
    body.put("message_id", Integer.parseInt(entry.id()));
    body.set("user", Messages.user(person));
    body.put("date", stage.clock().instant().getEpochSecond());
    body.set("old_reaction", Reactions.list(old));
    body.set("new_reaction", Reactions.list(Optional.of(emoji)));
    add(bot(entry), "message_reaction", person, body, Optional.empty());
  }

  @Override
  public void deliver(Entry entry, Person person) {
    if (!entry.shown()) {
      entry.show();
    }
  }

  /// `seen` is in the books but never reported.
  @Override
  public void read(Entry last, Person person) {
    for (var entry :
        stage.books().entries(Channel.TELEGRAM, last.origin().account(), person.id())) {
      if (entry.origin().outbound()) {
        deliver(entry, person);
        entry.reach("seen", Optional.empty(), stage.clock().instant());
      }
      if (entry.equals(last)) {
        return;
      }
    }
  }

  @Override
  public void edit(Entry entry, Person person, String text) {
    entry.edit(entry.content().withText(text), stage.clock().instant());
    tell(bot(entry), "edited_message", entry, person, "edited");
  }

  @Override
  public void delete(Entry entry, Person person) {
    entry.delete();
  }

  @Override
  public void block(Person person, boolean blocked) {
    if (!person.block(Channel.TELEGRAM, blocked) || person.config().telegram().isEmpty()) {
      return;
    }
    for (var bot : bots.values()) {
      var body = Json.object();
      body.set("chat", Messages.chat(person));
      body.set("from", Messages.user(person));
      body.put("date", stage.clock().instant().getEpochSecond());
      body.set("old_chat_member", member(bot, blocked ? "member" : "kicked"));
      body.set("new_chat_member", member(bot, blocked ? "kicked" : "member"));
      add(bot, "my_chat_member", person, body, Optional.empty());
    }
  }

  @Override
  public void setWebhook(String account, Optional<URI> url) {
    throw new IllegalArgumentException("webhook: a bot sets it itself (expected: setWebhook)");
  }

  @Override
  public Optional<URI> webhook(String account) {
    return bot(account).hook().target().map(TelegramHook.Target::url);
  }

  @Override
  public boolean verifyWebhook(String account) {
    return webhook(account).isPresent();
  }

  @Override
  public void expireToken(String account, boolean expired) {
    bot(account).revoked(expired);
  }

  @Override
  public void close() {
    bots.values().forEach(bot -> bot.updates().close());
  }

  /// A button under a message of the bot was pressed.
  private Entry press(Bot bot, Person person, Draft draft) {
    var entry =
        draft
            .replyTo()
            .flatMap(id ->
                stage
                    .books()
                    .entry(
                        Channel.TELEGRAM,
                        bot.account(),
                        person.address(Channel.TELEGRAM).orElseThrow(),
                        id))
            .orElseThrow(() -> new IllegalArgumentException("reply_to: no such message"));
    var body = Json.object().put("id", stage.ids().digits(18));
    body.set("from", Messages.user(person));
    body.set("message", messages.of(bot, entry, person));
    body.put("chat_instance", stage.ids().digits(18));
    body.put("data", draft.payload().orElse(""));
    add(bot, "callback_query", person, body, Optional.empty());
    return entry;
  }

  private void accepted(Bot bot, Entry entry) {
    stage
        .people()
        .find(entry.origin().person())
        .ifPresent(person ->
            stage.attend(
                person, () -> deliver(entry, person), () -> readAndReply(bot, entry, person)));
  }

  private void readAndReply(Bot bot, Entry entry, Person person) {
    read(entry, person);
    person.behaviour().reply().ifPresent(text -> write(bot.account(), person, Draft.text(text)));
  }

  private void tell(Bot bot, String type, Entry entry, Person person, String status) {
    var line = entry.reach(status, Optional.empty(), stage.clock().instant());
    add(bot, type, person, messages.of(bot, entry, person), line);
  }

  private static void add(
      Bot bot, String type, Person person, ObjectNode body, Optional<StatusLine> line) {
    var chat = person.address(Channel.TELEGRAM).orElseThrow();
    var lane = type.endsWith("message") ? "chat " + chat : type + " " + chat;
    bot.updates().add(type, lane, body, line);
  }

  private static ObjectNode member(Bot bot, String status) {
    var member = Json.object();
    member.set("user", bot.user());
    member.put("status", status);
    if (status.equals("kicked")) {
      member.put("until_date", 0);
    }
    return member;
  }

  private Bot bot(Entry entry) {
    return bot(entry.origin().account());
  }

  private Bot bot(String account) {
    var bot = bots.get(account);
    if (bot == null) {
      throw new IllegalArgumentException("account: no bot of that id");
    }
    return bot;
  }
}
