package io.chat4all.core.intake;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.Channels.ChannelInfo;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.connector.SettingsSeal;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps our own accounts on the channels, and shows them without their credentials.
///
/// A change is made in the directory and then announced, so that every process that runs the
/// account takes it up. Blocks. Thread-safe.
public final class ChannelIntake {

  private static final Logger log = LoggerFactory.getLogger(ChannelIntake.class);

  private final Channels channels;
  private final ChannelAccountDirectory directory;
  private final SettingsSeal seal;
  private final AccountDirectory users;
  private final DirectoryChanges changes;
  private final DeliveryLedger ledger;
  private final Clock clock;

  /// All collaborators are shared with the rest of the process.
  public ChannelIntake(
      Channels channels,
      ChannelAccountDirectory directory,
      SettingsSeal seal,
      AccountDirectory users,
      DirectoryChanges changes,
      DeliveryLedger ledger,
      Clock clock) {
    this.channels = channels;
    this.directory = directory;
    this.seal = seal;
    this.users = users;
    this.changes = changes;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// A channel and our accounts on it.
  ///
  /// @param info absent when there are accounts, but no connector
  public record ChannelView(ChannelId id, Optional<ChannelInfo> info, List<AccountView> accounts) {
    public ChannelView {
      accounts = List.copyOf(accounts);
    }
  }

  /// An account as it may be shown.
  ///
  /// @param settings those that are not secret
  /// @param secrets names of the secret ones that are set
  public record AccountView(
      ChannelAccount account, Map<String, String> settings, List<String> secrets) {
    public AccountView {
      settings = Map.copyOf(settings);
      secrets = List.copyOf(secrets);
    }
  }

  /// All channels, by id; those without a connector too, when there are accounts of them.
  public List<ChannelView> list() {
    var accounts = directory.all().stream().collect(Collectors.groupingBy(a -> a.id().channel()));
    var infos = new TreeMap<String, Optional<ChannelInfo>>();
    accounts.keySet().forEach(id -> infos.put(id.value(), Optional.empty()));
    channels.all().forEach(info -> infos.put(info.id().value(), Optional.of(info)));
    return infos.entrySet().stream()
        .map(channel -> {
          var id = new ChannelId(channel.getKey());
          var own = accounts.getOrDefault(id, List.of());
          return new ChannelView(
              id, channel.getValue(), own.stream().map(a -> view(a, channel.getValue())).toList());
        })
        .toList();
  }

  /// Makes an account, or replaces its settings and inbox and lets it run. Secret settings that are
  /// not given stay as they are; an empty setting is none.
  public AccountView put(ChannelAccountId id, Map<String, String> settings, List<UserId> inbox) {
    var info = channels.find(id.channel()).orElseThrow(() -> ApiException.notFound("channel"));
    requireKnown(settings, info);
    var inboxUsers = List.copyOf(new LinkedHashSet<>(inbox));
    requireKnown(inboxUsers);
    var all = new TreeMap<>(settings);
    kept(id)
        .forEach((name, value) -> {
          if (info.settings().stream().anyMatch(it -> it.name().equals(name) && it.secret())) {
            all.putIfAbsent(name, value);
          }
        });
    all.values().removeIf(String::isEmpty);
    channels.check(id, Map.copyOf(all));
    var saved =
        directory.save(
            new ChannelAccount(id, seal.seal(id, all), inboxUsers, "", 0, clock.instant()));
    runs(id);
    return view(saved, Optional.of(info));
  }

  /// Makes an account with an empty inbox. One that is there keeps its inbox and its other
  /// settings; where it has these settings already, nothing changes, else it runs with them.
  public void ensure(ChannelAccountId id, Map<String, String> settings) {
    var present = directory.find(id);
    var all = new TreeMap<>(present.map(this::opened).orElse(Map.of()));
    if (!all.entrySet().containsAll(settings.entrySet())) {
      all.putAll(settings);
      put(id, all, present.map(ChannelAccount::inbox).orElse(List.of()));
    }
  }

  /// Lets an account that was stopped run again.
  public AccountView resume(ChannelAccountId id) {
    var account = require(id);
    if (!account.isRunning()) {
      boolean resumed = directory.setStopped(id, account.version(), "");
      account = require(id);
      if (resumed) {
        runs(id);
      }
    }
    return view(account, channels.find(id.channel()));
  }

  /// Deletes an account with its credentials.
  public void delete(ChannelAccountId id) {
    if (!directory.delete(id)) {
      throw ApiException.notFound("channel account");
    }
    changes.announce(new DirectoryChange.ChannelAccountChanged(id));
  }

  private void runs(ChannelAccountId id) {
    changes.announce(new DirectoryChange.ChannelAccountChanged(id));
    ledger.release(id, clock.instant());
  }

  private ChannelAccount require(ChannelAccountId id) {
    return directory.find(id).orElseThrow(() -> ApiException.notFound("channel account"));
  }

  private Map<String, String> kept(ChannelAccountId id) {
    return directory.find(id).map(this::opened).orElse(Map.of());
  }

  /// Its settings; none when another secret key sealed them, because somebody has to see it.
  private Map<String, String> opened(ChannelAccount account) {
    try {
      return seal.open(account);
    } catch (IllegalStateException e) {
      log.error("Settings of a channel account do not open: account={}", account.id(), e);
      return Map.of();
    }
  }

  private AccountView view(ChannelAccount account, Optional<ChannelInfo> info) {
    if (info.isEmpty()) {
      return new AccountView(account, Map.of(), List.of());
    }
    var shown = new TreeMap<String, String>();
    var secrets = new ArrayList<String>();
    new TreeMap<>(opened(account))
        .forEach((name, value) -> {
          if (isSecret(info.get(), name)) {
            secrets.add(name);
          } else {
            shown.put(name, value);
          }
        });
    return new AccountView(account, shown, secrets);
  }

  /// A setting that the connector does not know (any more) may be anything, so it is not shown.
  private static boolean isSecret(ChannelInfo info, String name) {
    return info.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .map(SettingInfo::secret)
        .orElse(true);
  }

  private static void requireKnown(Map<String, String> settings, ChannelInfo info) {
    var known = info.settings().stream().map(SettingInfo::name).toList();
    for (var name : new TreeSet<>(settings.keySet())) {
      if (!known.contains(name)) {
        var field = "settings[\"%s\"]".formatted(name);
        throw ApiException.invalid(
            field, "%s: unknown (expected: one of %s)".formatted(field, known));
      }
    }
  }

  private void requireKnown(List<UserId> inbox) {
    var known = users.existing(inbox);
    for (var user : inbox) {
      if (!known.contains(user)) {
        throw new ApiException(
            ErrorCode.UNKNOWN_USER, "unknown user: " + user, "inbox", Duration.ZERO);
      }
    }
  }
}
