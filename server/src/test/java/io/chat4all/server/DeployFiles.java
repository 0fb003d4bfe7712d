package io.chat4all.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What is under `deploy/`, as its tests read it.
final class DeployFiles {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:chat4all|grpc|websocket|armeria)_[a-z0-9_]+");
  private static final Pattern SETTING = Pattern.compile("\\$\\{\\?(\\w+)}");

  private DeployFiles() {}

  static Path at(String path) {
    return ROOT.resolve("deploy").resolve(path);
  }

  static String text(String path) throws IOException {
    return Files.readString(at(path));
  }

  static Map<?, ?> yaml(String path) throws IOException {
    return (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text(path));
  }

  /// The mapping under a key.
  static Map<?, ?> map(Map<?, ?> in, String key) {
    return (Map<?, ?>) requireNonNull(in.get(key), key);
  }

  static List<Path> all(String ending) throws IOException {
    try (var files = Files.walk(at(""))) {
      var found =
          files
              .filter(file -> file.toString().endsWith(ending))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  /// The environment variables that the server reads.
  static Set<String> settings() throws IOException {
    try (var in = ConfigLoader.class.getResourceAsStream("environment.conf")) {
      assertThat(in).isNotNull();
      return SETTING
          .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .results()
          .map(m -> m.group(1))
          .collect(Collectors.toSet());
    }
  }

  /// The metrics of ours that rules and dashboards ask for.
  static Set<String> metricsAskedFor() throws IOException {
    var names = new TreeSet<String>();
    for (var file :
        List.of("compose/prometheus/rules.yml", "compose/grafana/dashboards/chat4all.json")) {
      METRIC
          .matcher(text(file).replaceAll("grpc_(code|method|service)", ""))
          .results()
          .forEach(m -> names.add(m.group()));
    }
    assertThat(names).hasSizeGreaterThan(5);
    return names;
  }
}
