package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.ConnectorFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

  private static final String SERVICE =
      "META-INF/services/io.chat4all.connector.api.ConnectorFactory";

  @TempDir private Path temp = Path.of("");

  @Test
  void aJarInTheDirectoryAddsAChannel() throws IOException {
    Files.move(jar("pigeon.jar", "pigeon"), directory().resolve("pigeon.jar"));

    try (var plugins = Plugins.load(directory())) {
      assertThat(channels(plugins)).contains("pigeon");
      assertThat(channels(plugins)).contains("telegram", "whatsapp", "instagram", "email");
    }
  }

  @Test
  void aDirectoryThatIsNotThereAddsNothing() {
    try (var plugins = Plugins.load(temp.resolve("nowhere"))) {
      assertThat(channels(plugins)).doesNotContain("pigeon").isNotEmpty();
    }
  }

  @Test
  void twoJarsOfOneChannelAreBothNamed() throws IOException {
    Files.move(jar("one.jar", "pigeon"), directory().resolve("one.jar"));
    Files.move(jar("two.jar", "pigeon"), directory().resolve("two.jar"));

    assertThatThrownBy(() -> Plugins.load(directory()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("pigeon", "one.jar", "two.jar");
  }

  @Test
  void aJarWithoutAConnectorIsNamed() throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(directory().resolve("empty.jar")))) {
      jar.putNextEntry(new JarEntry("nothing.txt"));
    }

    assertThatThrownBy(() -> Plugins.load(directory()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("empty.jar");
  }

  @Test
  void aJarThatDoesNotLoadIsNamed() throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(directory().resolve("old.jar")))) {
      jar.putNextEntry(new JarEntry(SERVICE));
      jar.write("com.example.Gone".getBytes(StandardCharsets.UTF_8));
    }

    assertThatThrownBy(() -> Plugins.load(directory()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("old.jar", "com.example.Gone");
  }

  private static List<String> channels(Plugins plugins) {
    return plugins.factories().stream()
        .map(ConnectorFactory::channel)
        .map(channel -> channel.value())
        .toList();
  }

  private Path directory() throws IOException {
    return Files.createDirectories(temp.resolve("plugins"));
  }

  private Path jar(String name, String channel) throws IOException {
    var work = Files.createDirectories(temp.resolve(name + ".classes"));
    var source = work.resolve("Pigeon.java");
    Files.writeString(source, SOURCE.replace("CHANNEL", channel));
    var compiler = ToolProvider.getSystemJavaCompiler();
    var path = System.getProperty("java.class.path");
    assertThat(
            compiler.run(null, null, null, "-cp", path, "-d", work.toString(), source.toString()))
        .isZero();
    var file = temp.resolve(name);
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry("Pigeon.class"));
      jar.write(Files.readAllBytes(work.resolve("Pigeon.class")));
      jar.putNextEntry(new JarEntry(SERVICE));
      jar.write("Pigeon".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static final String SOURCE =
      """
      import io.chat4all.connector.api.*;
      import io.chat4all.core.channel.ChannelId;
      import io.chat4all.core.connector.Capabilities;
      import io.chat4all.core.connector.Channels.SettingInfo;
      import io.chat4all.core.delivery.DeliveryStatus;
      import io.chat4all.core.message.ContentType;
      import java.util.*;

      public final class Pigeon implements ConnectorFactory {
        public ChannelId channel() { return new ChannelId("CHANNEL"); }
        public String title() { return "Carrier pigeon"; }
        public Capabilities capabilities() {
          return new Capabilities(Set.of(ContentType.TEXT), Map.of(),
              new Capabilities.TextLimit(0, Capabilities.TextLimit.Unit.CHARACTERS), 0,
              Set.of(DeliveryStatus.SENT), false, false, false, Optional.empty(),
              Capabilities.MediaBy.UPLOAD);
        }
        public Rates rates() {
          return new Rates(Rates.Bucket.UNLIMITED, Rates.Bucket.UNLIMITED, 1);
        }
        public List<SettingInfo> settings() { return List.of(); }
        public String normalize(String address) { return address; }
        public Connector connect(ConnectorContext context) {
          throw new IllegalArgumentException("loft: not set");
        }
      }
      """;
}
