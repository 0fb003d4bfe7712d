package io.chat4all.simulators.messaging;

import io.chat4all.simulators.config.MessagingAccountConfig;
import io.chat4all.simulators.graph.GraphCall;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.graph.GraphNodes;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.webhook.MetaSignature;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import io.chat4all.simulators.world.StatusLine;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messaging API of Instagram, or of Messenger, and the app on people's phones. Thread-safe.
///
/// What people do where the provider says nothing (stickers on Instagram, edits on Messenger) is in
/// the books only. Left out: handover between apps, stories, and conversations read over the API.
public final class Messaging implements ChannelApp, GraphNodes {

  private final Channel channel;
  private final Stage stage;
  private final MessagingRules rules;
  private final MessagingEvents events;
  private final MessagingSends sends;
  private final Map<String, MessagingAccount> accounts = new LinkedHashMap<>();

  public Messaging(Channel channel, List<MessagingAccountConfig> configs, Stage stage, Cdn cdn) {
    this.channel = channel;
    this.stage = stage;
    this.rules = new MessagingRules(channel);
    this.events = new MessagingEvents(rules, cdn, stage);
    this.sends = new MessagingSends(channel, stage, this::accepted);
    var object = rules.instagram() ? "instagram" : "page";
    configs.forEach(
        config -> accounts.put(config.id(), new MessagingAccount(config, stage, object)));
  }

  @Override
  public TokenState token(String token) {
    var owned = accounts.values().stream().filter(account -> account.hasToken(token)).toList();
    if (owned.isEmpty()) {
      return TokenState.UNKNOWN;
    }
    return owned.stream().anyMatch(account -> !account.tokenExpired())
        ? TokenState.VALID
        : TokenState.EXPIRED;
  }

  @Override
  public Optional<Answer> answer(GraphCall call) {
    var owner =
        accounts.values().stream().filter(account -> account.hasToken(call.token())).findFirst();
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    var account = owner.get();
    if (account.tokenExpired()) {
      throw GraphError.expiredToken().refusal();
    }
    checkProof(account, call);
    if (call.node().equals("me") || call.node().equals(account.id())) {
      return own(account, call);
    }
    return call.is("GET", "")
        ? stage
            .people()
            .byScopedId(channel, call.node())
            .map(person -> profile(account, person, call))
        : Optional.empty();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public List<String> accounts() {
    return List.copyOf(accounts.keySet());
  }

  @Override
  public Entry write(String id, Person person, Draft draft) {
    var account = account(id);
    var mid =
        (rules.instagram() ? "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEO" : "m_") + stage.ids().base64(62);
    var entry =
        stage
            .books()
            .write(
                new Entry.Origin(
                    channel, id, person.id(), person.address(channel).orElseThrow(), mid, false),
                new Entry.Note(draft.content(), draft.replyTo(), Optional.empty()));
    person.wrote(channel, id, entry.at());
    boolean told = !(rules.instagram() && draft.content().kind().equals("sticker"));
    if (told) {
      reach(entry, "received")
          .ifPresent(line -> events.message(account, entry, draft.payload(), line));
    }
    return entry;
  }

  @Override
  public void react(Entry entry, Person person, String emoji) {
    entry.react("person", emoji);
    person.wrote(channel, entry.origin().account(), stage.clock().instant());
    events.reaction(account(entry), entry, emoji);
  }

  @Override
  public void deliver(Entry entry, Person person) {
    if (entry.shown()) {
      return;
    }
    entry.show();
    if (!rules.instagram() && !person.behaviour().skipsDelivered()) {
      reach(entry, "delivered").ifPresent(line -> events.delivered(account(entry), entry, line));
    }
  }

  @Override
  public void read(Entry last, Person person) {
    var lines = new ArrayList<StatusLine>();
    for (var entry : stage.books().entries(channel, last.origin().account(), person.id())) {
      if (entry.origin().outbound()) {
        deliver(entry, person);
        reach(entry, "read").ifPresent(lines::add);
      }
      if (entry.equals(last)) {
        break;
      }
    }
    if (!lines.isEmpty()) {
      events.read(account(last), last, lines);
    }
  }

  @Override
  public void edit(Entry entry, Person person, String text) {
    entry.edit(entry.content().withText(text), stage.clock().instant());
    if (rules.instagram()) {
      reach(entry, "edited").ifPresent(line -> events.edited(account(entry), entry, line));
    }
  }

  @Override
  public void delete(Entry entry, Person person) {
    entry.delete();
    if (rules.instagram()) {
      reach(entry, "deleted").ifPresent(line -> events.deleted(account(entry), entry, line));
    }
  }

  @Override
  public void block(Person person, boolean blocked) {
    person.block(channel, blocked);
  }

  @Override
  public void setWebhook(String account, Optional<URI> url) {
    account(account).webhook().url(url);
  }

  @Override
  public Optional<URI> webhook(String account) {
    return account(account).webhook().url();
  }

  @Override
  public boolean verifyWebhook(String account) {
    return account(account).webhook().verify();
  }

  @Override
  public void expireToken(String account, boolean expired) {
    account(account).tokenExpired(expired);
  }

  private Optional<Answer> own(MessagingAccount account, GraphCall call) {
    if (call.is("POST", "messages")) {
      return Optional.of(sends.send(account, call));
    }
    if (call.is("POST", "message_attachments")) {
      return Optional.of(sends.attach(account, call));
    }
    if (call.is("POST", "subscribed_apps")) {
      return Optional.of(Answer.json(200, Json.object().put("success", true)));
    }
    return call.is("GET", "") ? Optional.of(described(account)) : Optional.empty();
  }

  private Answer described(MessagingAccount account) {
    var body = Json.object().put("id", account.id()).put("name", account.config().username());
    if (rules.instagram()) {
      body.put("user_id", account.id()).put("username", account.config().username());
    }
    return Answer.json(200, body);
  }

  /// A profile is open to those the person has written to.
  private Answer profile(MessagingAccount account, Person person, GraphCall call) {
    if (!person.hasWritten(channel, account.id())) {
      throw GraphError.of(403, 230, "(#230) User consent is required to access user profile")
          .refusal();
    }
    var fields = call.fields().orElse(rules.instagram() ? "name,username" : "first_name,last_name");
    var body = Json.object();
    for (var field : fields.split(",", -1)) {
      MessagingEvents.name(person, field.trim()).ifPresent(value -> body.put(field.trim(), value));
      if (field.trim().equals("username") && rules.instagram()) {
        body.put("username", person.config().instagram().orElseThrow().username());
      }
    }
    return Answer.json(200, body.put("id", call.node()));
  }

  private static void checkProof(MessagingAccount account, GraphCall call) {
    var proof = call.params().text("appsecret_proof");
    var right = MetaSignature.hex(account.config().app().appSecret(), call.token());
    if (proof.isPresent() && !proof.get().equals(right)) {
      throw GraphError.parameter("Invalid appsecret_proof provided in the API argument").refusal();
    }
  }

  private void accepted(MessagingAccount account, Entry entry, Person person) {
    reach(entry, "sent").ifPresent(line -> events.echo(account, entry, line));
    stage.attend(person, () -> deliver(entry, person), () -> readAndReply(account, entry, person));
  }

  private void readAndReply(MessagingAccount account, Entry entry, Person person) {
    read(entry, person);
    person.behaviour().reply().ifPresent(text -> write(account.id(), person, Draft.text(text)));
  }

  private Optional<StatusLine> reach(Entry entry, String status) {
    return entry.reach(status, Optional.empty(), stage.clock().instant());
  }

  private MessagingAccount account(Entry entry) {
    return account(entry.origin().account());
  }

  private MessagingAccount account(String id) {
    var account = accounts.get(id);
    if (account == null) {
      throw new IllegalArgumentException("account: no " + channel.key() + " account of that id");
    }
    return account;
  }
}
