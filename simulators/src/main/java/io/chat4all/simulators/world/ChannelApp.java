package io.chat4all.simulators.world;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A channel's app on people's phones, and the switches behind it.
///
/// Methods that take an account throw [IllegalArgumentException] when there is none of that id.
public interface ChannelApp {

  Channel channel();

  /// Ids of the business's accounts.
  List<String> accounts();

  /// The person writes to that account.
  Entry write(String account, Person person, Draft draft);

  /// The person reacts; an empty emoji takes it back.
  void react(Entry entry, Person person, String emoji);

  /// The message reaches the phone. Does nothing if it has already, or cannot.
  void deliver(Entry entry, Person person);

  /// The person opens the conversation and has read everything up to this message.
  void read(Entry entry, Person person);

  /// The person changes what they wrote.
  void edit(Entry entry, Person person, String text);

  /// The person takes back what they wrote.
  void delete(Entry entry, Person person);

  void block(Person person, boolean blocked);

  /// Where webhooks go; empty: nowhere. On Telegram the bot itself decides, and this is refused.
  void setWebhook(String account, Optional<URI> url);

  Optional<URI> webhook(String account);

  /// Makes the provider ask the webhook for the challenge. Returns whether it answered rightly.
  boolean verifyWebhook(String account);

  /// Lets the account's token expire, or work again.
  void expireToken(String account, boolean expired);
}
