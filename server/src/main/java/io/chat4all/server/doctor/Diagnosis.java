package io.chat4all.server.doctor;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// What was found, as text or JSON.
public record Diagnosis(List<Finding> findings) {

  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /// Whether nothing has failed; warnings are no failures.
  public boolean isHealthy() {
    return findings.stream().noneMatch(it -> it.level() == Level.FAIL);
  }

  /// One line each: `ok|warn|fail name what was found → mend`.
  public String toText() {
    int width = findings.stream().mapToInt(it -> it.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var finding : findings) {
      text.append(
          ("%-4s  %-" + Math.max(width, 1) + "s  %s")
              .formatted(word(finding.level()), finding.name(), line(finding.found())));
      if (!finding.mend().isEmpty()) {
        text.append("  → ").append(line(finding.mend()));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /// What others said may have more lines.
  private static String line(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /// One object: `healthy`, and `findings` with `level`, `name`, `found`, `mend`.
  public String toJson() {
    var all =
        findings.stream()
            .map(it -> {
              var one = new LinkedHashMap<String, Object>();
              one.put("level", word(it.level()));
              one.put("name", it.name());
              one.put("found", it.found());
              one.put("mend", it.mend());
              return one;
            })
            .toList();
    var object = new LinkedHashMap<String, Object>();
    object.put("healthy", isHealthy());
    object.put("findings", all);
    return ConfigValueFactory.fromMap(object)
        .render(ConfigRenderOptions.concise().setFormatted(true));
  }
}
