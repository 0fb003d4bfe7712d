package io.chat4all.server;

import static java.util.Objects.requireNonNull;

import io.chat4all.server.backup.Backup;
import io.chat4all.server.backup.BackupException;
import io.chat4all.server.backup.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all backup`: copies the data directory of a server that does not run.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copies the data directory of the embedded engines into one file. The server",
      "must be stopped: log and stores have to be of one moment. To back up one that",
      "goes on, take a writable snapshot of its file system and give that as",
      "--data-dir. SECRET_KEY is not in the file: keep it apart, the data is of no",
      "use without it."
    },
    footer = {"", "Example: chat4all backup --data-dir /var/lib/chat4all --to /backup/monday.zip"})
final class BackupCommand implements Callable<Integer> {

  private final Map<String, String> env;
  private final Clock clock;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "Where the backup is written; must not be there yet.")
  private @Nullable Path to;

  @Mixin private DataOptions options = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  BackupCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    var config = options.loadEmbedded(env);
    var target = requireNonNull(to, "to");
    if (!Files.isDirectory(config.dataDir())) {
      throw new BackupException(
          "data-dir: %s is not there (expected: where a server ran)".formatted(config.dataDir()));
    }
    try (var _ = DataDirectory.takeAny(config.dataDir())) {
      var manifest = new Backup(config.dataDir(), Main.VERSION, clock).to(target);
      var out = spec.commandLine().getOut();
      out.println("backed up %s to %s".formatted(config.dataDir(), target));
      out.println(summary(manifest));
      if (config.files().isPresent()) {
        out.println("without the files, which are in S3 (MINIO_ENDPOINT): back that up too");
      }
      out.flush();
    }
    return 0;
  }

  static String summary(Manifest manifest) {
    return "%d files, %d MiB: %s"
        .formatted(
            manifest.files().size(),
            manifest.size() >> 20,
            manifest.counts().entrySet().stream()
                .map(it -> it.getValue() + " " + it.getKey())
                .collect(Collectors.joining(", ")));
  }
}
