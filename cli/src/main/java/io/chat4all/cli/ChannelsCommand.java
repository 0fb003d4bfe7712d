package io.chat4all.cli;

import io.chat4all.protocol.v1.Channel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all channels`: the channels and our accounts on them.
@Command(
    name = "channels",
    description = "List the channels and our accounts; with a command, change an account.",
    footer = {
      "",
      "Example:",
      "  chat4all channels",
      "  chat4all channels describe telegram",
      "  chat4all channels put telegram main --secret-env token=TELEGRAM_BOT_TOKEN"
    })
final class ChannelsCommand implements Callable<Integer> {

  private static final String CHANNEL = "CHANNEL";
  private static final String CHANNEL_IS = "The channel, such as telegram.";
  private static final String ACCOUNT = "ACCOUNT";
  private static final String ACCOUNT_IS = "Our account's name, such as main.";

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  ChannelsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return list(common);
  }

  @Command(
      name = "list",
      description = "List the channels and our accounts on them.",
      footer = {"", "Example:", "  chat4all channels list"})
  int list(@Mixin CommonOptions options) {
    try (var client = options.client(context)) {
      var table = new Table("CHANNEL", "ACCOUNT", "STATE", "INBOX", "WEBHOOK", "REASON");
      table.print(
          context.output(),
          options.json,
          client.channels().list().iterator(),
          Long.MAX_VALUE,
          channel -> addRows(table, channel));
    }
    return 0;
  }

  private static void addRows(Table table, Channel channel) {
    if (channel.getAccountsCount() == 0) {
      table.row(channel.getChannel(), "-", "-", "", "", "");
    }
    for (var account : channel.getAccountsList()) {
      table.row(
          channel.getChannel(),
          account.getAccount(),
          channel.getAvailable() ? account.getState() : "no connector",
          account.getInboxCount() == 0 ? "-" : String.join(",", account.getInboxList()),
          account.getWebhookUrl(),
          EventText.safe(account.getReason()));
    }
  }

  @Command(
      name = "describe",
      description = "Show what a channel can do and which settings an account needs.",
      footer = {"", "Example:", "  chat4all channels describe whatsapp"})
  int describe(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = CHANNEL, description = CHANNEL_IS) String name) {
    try (var client = options.client(context)) {
      var channel = AccountSettings.find(client.channels().list(), name);
      if (options.json) {
        context.output().json(channel);
      } else {
        print(channel);
      }
    }
    return 0;
  }

  private void print(Channel channel) {
    var output = context.output();
    var can = channel.getCapabilities();
    output.line("channel    %s (%s)".formatted(channel.getChannel(), channel.getTitle()));
    output.line("carries    " + String.join(", ", can.getContentTypesList()));
    output.line(
        "reports    "
            + String.join(
                ", ", can.getReceiptsList().stream().map(it -> word(it.name())).toList()));
    if (can.getSessionWindowSeconds() > 0) {
      output.line(
          "window     free text up to %d h after a person wrote"
              .formatted(can.getSessionWindowSeconds() / 3600));
    }
    output.line("");
    var table = new Table("SETTING", "NEEDED", "SECRET", "DEFAULT", "WHAT");
    for (var setting : channel.getSettingsList()) {
      table.row(
          setting.getName(),
          setting.getRequired() ? "yes" : "no",
          setting.getSecret() ? "yes" : "no",
          setting.getDefaultValue().isEmpty() ? "-" : setting.getDefaultValue(),
          EventText.safe(setting.getDescription()));
    }
    table.print(output);
  }

  @Command(
      name = "put",
      description = {
        "Make an account on a channel, or change its settings; needs a token of role admin.",
        "What is not given stays as it is; KEY= takes a setting away. Secrets come from the",
        "environment or from standard input, never from the command line."
      },
      footer = {
        "",
        "Example:",
        "  chat4all channels put telegram main --secret-env token=TELEGRAM_BOT_TOKEN",
        "  pass bot | chat4all channels put telegram main --secret-stdin token",
        "  chat4all channels put whatsapp main phone-number-id=1055 --inbox maria"
      })
  int put(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = CHANNEL, description = CHANNEL_IS) String channel,
      @Parameters(index = "1", paramLabel = ACCOUNT, description = ACCOUNT_IS) String account,
      @Parameters(
              index = "2..*",
              arity = "0..*",
              paramLabel = "KEY=VALUE",
              description = "Settings that are no secrets.")
          @Nullable List<String> settings,
      @Option(
              names = "--secret-env",
              paramLabel = "KEY=VARIABLE",
              description = "A secret setting, from an environment variable.")
          @Nullable List<String> fromEnv,
      @Option(
              names = "--secret-stdin",
              paramLabel = "KEY",
              description = "A secret setting, from the first line of standard input.")
          @Nullable String fromStdin,
      @Option(
              names = "--inbox",
              paramLabel = "USER",
              description = "Who gets what unknown people write; may be repeated.")
          @Nullable List<String> inbox) {
    try (var client = options.client(context)) {
      var channels = client.channels();
      var wish =
          new AccountSettings(context, AccountSettings.find(channels.list(), channel), account);
      wish.plain(orNone(settings));
      wish.fromEnvironment(orNone(fromEnv));
      if (fromStdin != null) {
        wish.fromStdin(fromStdin);
      }
      if (inbox != null) {
        wish.inbox(inbox);
      }
      var saved = channels.put(wish.request());
      if (options.json) {
        context.output().json(saved);
      } else {
        context
            .output()
            .line(
                "%s/%s is %s; its webhook is %s"
                    .formatted(channel, account, saved.getState(), saved.getWebhookUrl()));
      }
    }
    return 0;
  }

  @Command(
      name = "remove",
      description = "Delete an account on a channel; needs a token of role admin.",
      footer = {"", "Example:", "  chat4all channels remove telegram old"})
  int remove(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = CHANNEL, description = CHANNEL_IS) String channel,
      @Parameters(index = "1", paramLabel = ACCOUNT, description = ACCOUNT_IS) String account) {
    try (var client = options.client(context)) {
      client.channels().remove(channel, account);
    }
    if (!options.json) {
      context.output().line("done");
    }
    return 0;
  }

  @Command(
      name = "resume",
      description = "Let an account that was stopped run again; needs a token of role admin.",
      footer = {"", "Example:", "  chat4all channels resume telegram main"})
  int resume(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = CHANNEL, description = CHANNEL_IS) String channel,
      @Parameters(index = "1", paramLabel = ACCOUNT, description = ACCOUNT_IS) String account) {
    try (var client = options.client(context)) {
      var resumed = client.channels().resume(channel, account);
      if (options.json) {
        context.output().json(resumed);
      } else {
        context.output().line("%s/%s is %s".formatted(channel, account, resumed.getState()));
      }
    }
    return 0;
  }

  private static List<String> orNone(@Nullable List<String> values) {
    return values == null ? List.of() : values;
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
