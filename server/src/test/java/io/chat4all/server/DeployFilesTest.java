package io.chat4all.server;

import static io.chat4all.server.DeployFiles.map;
import static io.chat4all.server.DeployFiles.text;
import static io.chat4all.server.DeployFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.cluster.engine.HaproxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What is under `deploy/` fits the program. `deploy/check.sh` checks more of it, with tools.
class DeployFilesTest {

  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:\\?|:-|-)?[^}]*}");
  private static final Pattern CONFIDENTIAL =
      Pattern.compile(".*(PASSWORD|SECRET|SECRET_KEY|TOKEN|CLUSTER_ID|MONGO_KEY)$");

  /// What others than the server read in its containers.
  private static final Set<String> OF_OTHERS = Set.of("JDK_JAVA_OPTIONS");

  @Test
  void everyVariableOfOursIsASetting() throws IOException {
    var compose = yaml("compose/compose.yaml");
    var asked = new HashSet<Object>(map(compose, "x-settings").keySet());
    map(compose, "services")
        .forEach((name, service) -> {
          if (String.valueOf(((Map<?, ?>) service).get("image")).contains("CHAT4ALL_IMAGE")) {
            asked.addAll(map((Map<?, ?>) service, "environment").keySet());
          }
        });
    var values = yaml("helm/chat4all/values.yaml");
    asked.addAll(map(values, "settings").keySet());
    var secrets =
        Pattern.compile("[A-Z0-9]+(?:_[A-Z0-9]+)+")
            .matcher(text("helm/chat4all/values.yaml").replaceAll("(?m)^ *javaOptions.*$", ""));
    secrets.results().forEach(m -> asked.add(m.group()));
    asked.removeAll(OF_OTHERS);

    assertThat(asked)
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(DeployFiles.settings()).contains((String) name));
  }

  @Test
  void nothingHasAPasswordThatEverybodyKnows() throws IOException {
    var weak = new ArrayList<String>();
    map(yaml("compose/compose.yaml"), "services")
        .forEach((service, settings) -> {
          if (((Map<?, ?>) settings).get("environment") instanceof Map<?, ?> environment) {
            environment.forEach((name, value) -> {
              if (CONFIDENTIAL.matcher((String) name).matches()
                  && !String.valueOf(value).matches("\\$\\{\\w+(:\\?[^}]*|-)}")) {
                weak.add(service + ": " + name);
              }
            });
          }
        });
    text("compose/.env.example")
        .lines()
        .filter(line -> CONFIDENTIAL.matcher(line.split("=", 2)[0]).matches())
        .filter(line -> !line.endsWith("=") && !line.startsWith("#"))
        .forEach(weak::add);

    assertThat(weak).isEmpty();
  }

  @Test
  void everyVariableOfComposeIsInTheExample() throws IOException {
    var known =
        text("compose/.env.example")
            .lines()
            .filter(line -> line.matches("\\w+=.*"))
            .map(line -> line.split("=", 2)[0])
            .collect(Collectors.toSet());
    var unknown =
        VARIABLE
            .matcher(text("compose/compose.yaml"))
            .results()
            .filter(m -> !known.contains(m.group(1)) && !":-".equals(m.group(2)))
            .map(m -> m.group(1))
            .toList();

    assertThat(unknown).isEmpty();
  }

  @Test
  void imagesArePinnedAndServicesTellWhetherTheyAreWell() throws IOException {
    var wrong = new ArrayList<String>();
    for (var file : List.of("compose/compose.yaml", "compose/compose.traces.yaml")) {
      map(yaml(file), "services")
          .forEach((name, value) -> {
            var service = (Map<?, ?>) value;
            var image = String.valueOf(service.get("image"));
            boolean isOurs = image.contains("CHAT4ALL_IMAGE") || !service.containsKey("image");
            if (!isOurs && (!image.matches(".+:.*\\d.*") || image.endsWith("latest"))) {
              wrong.add(name + ": " + image);
            }
            boolean endsByItself = String.valueOf(service.get("restart")).startsWith("on-failure");
            if (!isOurs && !endsByItself && !service.containsKey("healthcheck")) {
              wrong.add(name + ": no healthcheck");
            }
            if (service.get("ports") instanceof List<?> ports) {
              ports.stream()
                  .filter(port ->
                      !String.valueOf(port)
                          .matches("(127\\.0\\.0\\.1|\\$\\{CHAT4ALL_BIND:-127\\.0\\.0\\.1}):.*"))
                  .forEach(port -> wrong.add(name + ": " + port));
            }
          });
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyFileParses() throws IOException {
    for (var ending : List.of(".yaml", ".yml")) {
      for (var file : DeployFiles.all(ending)) {
        if (!file.toString().contains("/templates/")) {
          var yaml =
              new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
          assertThat(yaml).as(file.toString()).isNotNull();
        }
      }
    }
  }

  @Test
  void aGatewayDrainsForLongerThanItTakesToBeNoticed() throws IOException {
    var stop = map(yaml("helm/chat4all/values.yaml"), "stop");
    var probe = text("helm/chat4all/templates/deployments.yaml").split("readinessProbe:", -1)[1];
    int period = number(probe, "periodSeconds: (\\d+)");
    int failures = number(probe, "failureThreshold: (\\d+)");

    assertThat((Integer) stop.get("drainDelaySeconds")).isGreaterThan(period * failures + 2);
    assertThat(text("compose/compose.yaml")).contains("CHAT4ALL_DRAIN_DELAY: 4s");
    assertThat(text("compose/haproxy/haproxy.cfg")).contains("check inter 1s fastinter 300ms");
  }

  @Test
  void theProxyOfComposeLooksAfterGatewaysAsThatOfTheLocalClusterDoes() throws IOException {
    var ours = text("compose/haproxy/haproxy.cfg");
    var theirs = new HaproxyConfig(8443, 8080, Path.of("tls.pem"), List.of(8001)).text();

    assertThat(lines(ours, " *(?:option httpchk|http-check|timeout check).*"))
        .containsExactlyElementsOf(lines(theirs, " *(?:option httpchk|http-check|timeout check).*"))
        .contains("http-check disable-on-404");
    assertThat(lines(ours, ".*(check inter.*shutdown-sessions).*"))
        .containsExactlyElementsOf(lines(theirs, ".*(check inter.*shutdown-sessions).*"));
    assertThat(lines(ours, ".*server gateway-.*(check-proto h1)")).hasSize(1);
    assertThat(lines(theirs, ".*server gateway-.*(check-proto h1).*")).hasSize(1);
  }

  @Test
  void aStopMayTakeAsLongAsItsPartsDo() throws IOException {
    var chart = text("helm/chat4all/values.yaml");
    var compose = text("compose/compose.yaml");
    int delay = number(compose, "CHAT4ALL_DRAIN_DELAY: (\\d+)s");
    int drain = number(chart, "drainTimeoutSeconds: (\\d+)");
    int close = number(chart, "closeSeconds: (\\d+)");

    assertThat(number(compose, "stop_grace_period: (\\d+)s"))
        .isGreaterThanOrEqualTo(delay + drain + close);
  }

  /// What these lines have in their group, or all of them, in order and each once.
  private static List<String> lines(String text, String pattern) {
    return text.lines()
        .map(Pattern.compile(pattern)::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(m.groupCount()).strip())
        .distinct()
        .toList();
  }

  @Test
  void thePageForOperatorsSaysWhatToDoAboutEachAlert() throws IOException {
    var alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(text("compose/prometheus/rules.yml"))
            .results()
            .map(m -> m.group(1))
            .toList();
    var page = Files.readString(Path.of("../docs/operations.md"));

    assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(it -> assertThat(page).contains(it));
  }

  @Test
  void everyProcessOfOursHasTraces() throws IOException {
    var traced = map(yaml("compose/compose.traces.yaml"), "services").keySet();

    map(yaml("compose/compose.yaml"), "services")
        .forEach((name, service) -> {
          if (String.valueOf(((Map<?, ?>) service).get("image")).contains("CHAT4ALL_IMAGE")) {
            assertThat(traced.contains(name)).as(String.valueOf(name)).isTrue();
          }
        });
  }

  private static int number(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .mapToInt(m -> Integer.parseInt(m.group(1)))
        .findFirst()
        .orElseThrow();
  }
}
