package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.ClientOptions;
import io.chat4all.client.Credentials;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every client command.
final class CommonOptions {

  private static final Duration SEND_DEADLINE = Duration.ofSeconds(8);

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, such as http://localhost:8000 (default: where you signed in).")
  private @Nullable String url;

  @Option(names = "--json", description = "Print JSON, one object per line.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /// A client of the person who is signed in.
  Chat4AllClient client(CliContext context) {
    var file = new SignInFile(context.configDir());
    var signedInAt = file.url();
    var target = url(context);
    if (signedInAt.isEmpty()) {
      throw CliException.notSignedIn("you are not signed in");
    }
    if (!signedInAt.equals(target)) {
      throw CliException.notSignedIn("you are signed in at " + signedInAt + ", not at " + target);
    }
    return connect(target, Credentials.stored(file));
  }

  /// A client with these credentials.
  Chat4AllClient client(CliContext context, Credentials credentials) {
    return connect(url(context), credentials);
  }

  /// `--url`, or where one is signed in, or `CHAT4ALL_URL`, or the default.
  String url(CliContext context) {
    if (url != null) {
      return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
    var signedInAt = new SignInFile(context.configDir()).url();
    return signedInAt.isEmpty()
        ? context.env().getOrDefault("CHAT4ALL_URL", CliContext.DEFAULT_URL)
        : signedInAt;
  }

  private static Chat4AllClient connect(String target, Credentials credentials) {
    return Chat4AllClient.connect(
        URI.create(target), credentials, ClientOptions.defaults().withSendDeadline(SEND_DEADLINE));
  }
}
