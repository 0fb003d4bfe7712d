package io.chat4all.server;

import static java.util.Objects.requireNonNull;

import io.chat4all.server.backup.Restore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all restore`: puts a backup into a data directory.
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts a backup into a data directory that no server has open. Every file is",
      "compared with its hash before any of them takes its place; when something is",
      "wrong, the directory stays as it was. Start the server with the SECRET_KEY of",
      "the one that was backed up. External deliveries that were waiting when the",
      "backup was made are made, perhaps again."
    },
    footer = {
      "",
      "Example: chat4all restore --from /backup/monday.zip --data-dir /var/lib/chat4all --verify"
    })
final class RestoreCommand implements Callable<Integer> {

  private final Map<String, String> env;
  private final Clock clock;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "What `backup` wrote.")
  private @Nullable Path from;

  @Mixin private DataOptions options = new DataOptions();

  @Option(
      names = "--replace",
      description = {
        "Put aside what is in the directory, into `replaced-TIME` in it. Without",
        "this, one that is not empty is refused."
      })
  private boolean replace;

  @Option(
      names = "--verify",
      description = {
        "Read everything back before it takes its place: pages, counts, each",
        "conversation without a gap, each file, the end of the log."
      })
  private boolean verify;

  @Spec private CommandSpec spec = CommandSpec.create();

  RestoreCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    var config = options.loadEmbedded(env);
    var source = requireNonNull(from, "from");
    try (var _ = DataDirectory.takeAny(config.dataDir())) {
      var manifest = new Restore(config.dataDir(), clock).from(source, replace, verify);
      var out = spec.commandLine().getOut();
      out.println(
          "restored %s, made %s by Chat4All %s, to %s"
              .formatted(source, manifest.madeAt(), manifest.program(), config.dataDir()));
      out.println(BackupCommand.summary(manifest));
      out.println(
          verify
              ? "verified: pages, counts, conversations, files and log"
              : "hashes agree; --verify would read the data back too");
      out.flush();
    }
    return 0;
  }
}
