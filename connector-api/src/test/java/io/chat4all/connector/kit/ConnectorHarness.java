package io.chat4all.connector.kit;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.connector.WebhookRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Plays a provider for `ConnectorContract`; made anew for each test.
///
/// What a provider does not have is answered with `Optional.empty()` or left out of [#behaviours],
/// and the tests about it are skipped. Everything else of the contract is skipped only by what the
/// connector's capabilities say.
public abstract class ConnectorHarness implements AutoCloseable {

  /// Whose connector is tested.
  public abstract ConnectorFactory factory();

  /// Settings of an account that works against this provider. Every secret among them should be
  /// unmistakable: it is looked for in logs and reasons.
  public abstract Map<String, String> settings();

  /// From now on the provider does this; `ACCEPTS` at first.
  public abstract void behave(Behaviour behaviour);

  /// What it can be told to do.
  public Set<Behaviour> behaviours() {
    return EnumSet.allOf(Behaviour.class);
  }

  /// How long `LIMITS_RATE` asks to wait; zero when this provider does not say.
  public abstract Duration rateDelay();

  /// The address of a person, 0 to 999, as [ConnectorFactory#normalize] writes it; all different.
  public abstract String address(int person);

  /// Other spellings of addresses.
  public abstract List<Spelling> spellings();

  /// What is no address on this channel.
  public abstract List<String> nonsense();

  /// What the provider took, in order.
  public abstract List<Arrival> arrivals();

  /// How the provider tells news by webhook, when these settings make it do so.
  public Optional<Webhooks> webhooks() {
    return Optional.empty();
  }

  /// How the provider tells news when it is asked, when these settings make it do so.
  public Optional<Polls> polls() {
    return Optional.empty();
  }

  /// From now on no file that came in can be fetched, ever; false when that cannot be.
  public boolean loseFiles() {
    return false;
  }

  @Override
  public abstract void close();

  /// Another spelling of an address.
  public record Spelling(String written, String normal) {}

  /// Makes the provider's webhook calls.
  public interface Webhooks {
    /// The call that tells this; empty when this provider tells no such thing.
    Optional<WebhookRequest> genuine(News news);

    /// The same with a wrong signature or token; empty when this provider tells no such thing.
    Optional<WebhookRequest> forged(News news);

    /// A call with any body, signed as the provider would.
    WebhookRequest signed(byte[] body);

    /// A call with any body, not signed.
    WebhookRequest unsigned(byte[] body);

    /// The provider's question whether this is its webhook, to be answered with `answer`; empty
    /// when it does not ask.
    default Optional<WebhookRequest> challenge(boolean rightToken, String answer) {
      return Optional.empty();
    }
  }

  /// What the provider tells when it is asked.
  public interface Polls {
    /// Has news ready; false when this provider tells no such thing.
    boolean queue(News news);

    /// How many of the queued news the provider has been told to forget.
    int acknowledged();
  }
}
