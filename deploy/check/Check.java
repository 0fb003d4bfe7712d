import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `deploy/check.sh` runs: `compose SCHEMA FILE…` compares compose files with the specification's schema; `helm CHART VALUES OUT` renders a chart with Helm's own
/// library, and reads what comes out as the objects that Kubernetes has, where a name that none of them has is an error.
final class Check {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final List<String> problems = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "compose" -> compose(Path.of(args[1]), List.of(args).subList(2, args.length));
      case "helm" -> helm(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      default -> throw new IllegalArgumentException(args[0]);
    }
    problems.forEach(System.out::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static void compose(Path schemaFile, List<String> files) throws IOException {
    var text = (ObjectNode) YAML.readTree(schemaFile.toFile());
    // Both are names that validators do not know.
    text.remove(List.of("$schema", "$id"));
    var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);
    for (var file : files) {
      var loaded = new org.yaml.snakeyaml.Yaml().load(Files.readString(Path.of(file)));
      JsonNode tree = YAML.valueToTree(loaded);
      schema.validate(tree).forEach(message -> problems.add(file + ": " + message));
      System.out.printf("%s: %d services%n", Path.of(file).getFileName(), tree.get("services").size());
    }
  }

  private static void helm(Path chart, Path values, Path out) throws IOException {
    lint(chart, values);
    refusesWhatTheSchemaForbids(chart);
    var text = new Helm(chart).template().withName("chat").withNamespace("chat").withKubeVersion("1.33.0").withValuesFile(values).call();
    Files.writeString(out, text);
    var kinds = new TreeMap<String, Integer>();
    var kubernetes = new KubernetesSerialization();
    for (var document : text.split("(?m)^---\\s*$")) {
      if (!document.isBlank() && document.lines().anyMatch(line -> line.startsWith("kind:"))) {
        var object = (HasMetadata) kubernetes.unmarshal(document);
        kinds.merge(object.getKind(), 1, Integer::sum);
        unknown(object.getKind() + "/" + object.getMetadata().getName(), object);
      }
    }
    System.out.println("rendered: " + kinds);
  }

  /// The chart's own values are incomplete on purpose, so those of the example go over them.
  private static void lint(Path chart, Path values) throws IOException {
    var copy = Files.createTempDirectory("chart").resolve(chart.getFileName());
    try (var files = Files.walk(chart)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(chart.relativize(file).toString()));
      }
    }
    var merged = (ObjectNode) YAML.readTree(chart.resolve("values.yaml").toFile());
    merge(merged, YAML.readTree(values.toFile()));
    YAML.writeValue(copy.resolve("values.yaml").toFile(), merged);
    var result = new Helm(copy).lint().strict().call();
    result.getMessages().forEach(message -> System.out.println("lint: " + message.strip()));
    if (result.isFailed()) {
      problems.add("helm lint failed");
    }
  }

  private static void merge(ObjectNode into, JsonNode more) {
    more.properties().forEach(entry -> {
      if (into.get(entry.getKey()) instanceof ObjectNode there && entry.getValue().isObject()) {
        merge(there, entry.getValue());
      } else {
        into.set(entry.getKey(), entry.getValue());
      }
    });
  }

  /// Without a secret, with one in the open, or with files in each pod's own directory, the chart must not render.
  private static void refusesWhatTheSchemaForbids(Path chart) {
    var enough =
        Map.of(
            "existingSecret", "s",
            "settings.KAFKA_BOOTSTRAP_SERVERS", "k:9092",
            "settings.CHAT4ALL_PUBLIC_URL", "https://x",
            "settings.MINIO_ENDPOINT", "http://m:9000");
    render(chart, enough);
    for (var wrong : List.of(Map.of("existingSecret", ""), Map.of("settings.SECRET_KEY", "x"), Map.of("settings.MINIO_ENDPOINT", ""))) {
      var settings = new TreeMap<>(enough);
      settings.putAll(wrong);
      try {
        render(chart, settings);
        problems.add("rendered with " + wrong);
      } catch (RuntimeException e) {
        System.out.println("refused, as it should be: " + e.getMessage().lines().skip(2).findFirst().orElse(""));
      }
    }
  }

  private static void render(Path chart, Map<String, String> settings) {
    var command = new Helm(chart).template().withName("chat").withKubeVersion("1.33.0");
    settings.forEach(command::set);
    command.call();
  }

  /// Fields that Kubernetes does not have end up in a map of further properties.
  private static void unknown(String where, Object object) {
    if (object instanceof Collection<?> list) {
      int i = 0;
      for (var item : list) {
        unknown(where + "[" + i++ + "]", item);
      }
    } else if (object != null && object.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")
        && !object.getClass().isEnum()) {
      for (var field : object.getClass().getDeclaredFields()) {
        if (java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        try {
          field.setAccessible(true);
          var value = field.get(object);
          if (field.getName().equals("additionalProperties")) {
            var isValue = object.getClass().getSimpleName().matches("Quantity|IntOrString|FieldsV1");
            if (!isValue && value instanceof Map<?, ?> more && !more.isEmpty()) {
              problems.add(where + ": unknown " + more.keySet());
            }
          } else {
            unknown(where + "." + field.getName(), value);
          }
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
