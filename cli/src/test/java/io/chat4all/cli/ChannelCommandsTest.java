package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.chat4all.protocol.v1.Capabilities;
import io.chat4all.protocol.v1.Channel;
import io.chat4all.protocol.v1.ChannelAccount;
import io.chat4all.protocol.v1.ChannelSetting;
import io.chat4all.protocol.v1.ChannelsGrpc;
import io.chat4all.protocol.v1.ListChannelsResponse;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import io.chat4all.protocol.v1.Route;
import io.chat4all.protocol.v1.RouteExplanation;
import io.chat4all.protocol.v1.RouteTarget;
import io.chat4all.protocol.v1.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChannelCommandsTest {

  private static final String CHAT = "0190b0f2-8f00-7000-8000-000000000001";

  @TempDir private Path home;
  private Cli cli;

  @BeforeEach
  void start() {
    cli = new Cli(home).signedIn();
    cli.server.on(ChannelsGrpc.getListChannelsMethod(), _ -> channels());
    cli.server.on(
        ChannelsGrpc.getPutChannelAccountMethod(),
        request ->
            ChannelAccount.newBuilder()
                .setChannel(request.getChannel())
                .setAccount(request.getAccount())
                .setState("running")
                .setWebhookUrl("https://chat.example.org/webhooks/telegram/main")
                .build());
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void listsChannelsAndAccounts() {
    int exit = cli.run("channels");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "CHANNEL   ACCOUNT  STATE    INBOX  WEBHOOK                                          REASON",
            "email     -        -",
            "telegram  main     stopped  maria  https://chat.example.org/webhooks/telegram/main  401 Unauthorized");
  }

  @Test
  void describesWhatAnAccountNeeds() {
    int exit = cli.run("channels", "describe", "telegram");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "channel    telegram (Telegram)",
            "carries    text, image",
            "reports    sent",
            "window     free text up to 24 h after a person wrote",
            "",
            "SETTING  NEEDED  SECRET  DEFAULT                   WHAT",
            "token    yes     yes     -                         The bot's token.",
            "api-url  no      no      https://api.telegram.org  Where the API is.");
  }

  @Test
  void putsAnAccountOnTopOfWhatItHas() {
    cli.env.put("TELEGRAM_BOT_TOKEN", "1:abc");

    int exit =
        cli.run("channels", "put", "telegram", "main", "--secret-env", "token=TELEGRAM_BOT_TOKEN");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "telegram/main is running; its webhook is https://chat.example.org/webhooks/telegram/main");
    assertThat(cli.server.requests(ChannelsGrpc.getPutChannelAccountMethod()))
        .containsExactly(
            PutChannelAccountRequest.newBuilder()
                .setChannel("telegram")
                .setAccount("main")
                .putSettings("api-url", "https://old.example")
                .putSettings("token", "1:abc")
                .addInbox("maria")
                .build());
  }

  @Test
  void readsASecretFromStandardInput() {
    cli.stdin = "2:def\n";

    cli.run(
        "channels",
        "put",
        "telegram",
        "second",
        "api-url=https://new.example",
        "--secret-stdin",
        "token",
        "--inbox",
        "@ana");

    assertThat(cli.server.requests(ChannelsGrpc.getPutChannelAccountMethod()))
        .containsExactly(
            PutChannelAccountRequest.newBuilder()
                .setChannel("telegram")
                .setAccount("second")
                .putSettings("api-url", "https://new.example")
                .putSettings("token", "2:def")
                .addInbox("ana")
                .build());
  }

  @Test
  void refusesASecretOnTheCommandLine() {
    int exit = cli.run("channels", "put", "telegram", "main", "token=1:abc");

    assertThat(exit).isEqualTo(2);
    assertThat(cli.err.toString())
        .isEqualTo(
            """
            chat4all: token is a secret (usage)
              use --secret-env token=VARIABLE or --secret-stdin token
            """);
    assertThat(cli.run("channels", "put", "pigeon", "main")).isEqualTo(2);
    assertThat(cli.run("channels", "put", "telegram", "main", "nonsense")).isEqualTo(2);
    assertThat(cli.run("channels", "put", "telegram", "main", "--secret-env", "token=NOT_SET"))
        .isEqualTo(2);
    assertThat(cli.server.requests(ChannelsGrpc.getPutChannelAccountMethod())).isEmpty();
  }

  @Test
  void removesAndResumesAccounts() {
    cli.server.on(ChannelsGrpc.getDeleteChannelAccountMethod(), _ -> Empty.getDefaultInstance());
    cli.server.on(
        ChannelsGrpc.getResumeChannelAccountMethod(),
        _ -> ChannelAccount.newBuilder().setState("running").build());

    assertThat(cli.run("channels", "remove", "telegram", "main")).isZero();
    assertThat(cli.run("channels", "resume", "telegram", "main")).isZero();

    assertThat(cli.lines()).containsExactly("done", "telegram/main is running");
  }

  @Test
  void explainsARoute() {
    cli.server.on(
        ChannelsGrpc.getExplainRouteMethod(),
        _ ->
            RouteExplanation.newBuilder()
                .setRule("explicit")
                .addRoutes(
                    Route.newBuilder()
                        .setRecipient("maria")
                        .setTarget(
                            RouteTarget.newBuilder()
                                .setChannel("whatsapp")
                                .setAccount("main")
                                .setAddress("•••••1234"))
                        .addAlternatives(RouteTarget.newBuilder().setChannel("telegram"))
                        .setBecause("asked for by its sender"))
                .addNotes("joao: no address")
                .build());

    int exit = cli.run("route", "explain", CHAT, "--to", "maria", "--channel", "whatsapp", "Hello");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "rule  explicit",
            "RECIPIENT  CHANNEL   ACCOUNT  ADDRESS    ELSE      BECAUSE",
            "maria      whatsapp  main     •••••1234  telegram  asked for by its sender",
            "note  joao: no address");
    assertThat(cli.server.requests(ChannelsGrpc.getExplainRouteMethod()))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getConversationId()).isEqualTo(CHAT);
          assertThat(request.getToList()).containsExactly("maria");
          assertThat(request.getChannelsList()).containsExactly("whatsapp");
          assertThat(request.getContent()).isEqualTo("Hello");
        });
    assertThat(cli.run("route")).isEqualTo(2);
  }

  private static ListChannelsResponse channels() {
    return ListChannelsResponse.newBuilder()
        .addChannels(Channel.newBuilder().setChannel("email").setAvailable(true))
        .addChannels(
            Channel.newBuilder()
                .setChannel("telegram")
                .setTitle("Telegram")
                .setAvailable(true)
                .setCapabilities(
                    Capabilities.newBuilder()
                        .addContentTypes("text")
                        .addContentTypes("image")
                        .addReceipts(Status.SENT)
                        .setSessionWindowSeconds(86_400))
                .addSettings(
                    ChannelSetting.newBuilder()
                        .setName("token")
                        .setDescription("The bot's token.")
                        .setRequired(true)
                        .setSecret(true))
                .addSettings(
                    ChannelSetting.newBuilder()
                        .setName("api-url")
                        .setDescription("Where the API is.")
                        .setDefaultValue("https://api.telegram.org"))
                .addAccounts(
                    ChannelAccount.newBuilder()
                        .setChannel("telegram")
                        .setAccount("main")
                        .setState("stopped")
                        .setReason("401 Unauthorized")
                        .addInbox("maria")
                        .putSettings("api-url", "https://old.example")
                        .addSecrets("token")
                        .setWebhookUrl("https://chat.example.org/webhooks/telegram/main")))
        .build();
  }
}
