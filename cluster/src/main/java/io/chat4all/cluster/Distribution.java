package io.chat4all.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the programs of a cluster come from: our own jars, and the jars with other people's
/// binaries, which are on no class path of ours.
///
/// @param classPath of our own processes
/// @param home the directory of the program, where builds put the engines
record Distribution(String classPath, Path home) {

  private static final String MAIN = "io.chat4all.server.Main";
  private static final String BROKER = "io.chat4all.cluster.engine.BrokerNode";
  private static final String NOT_BUILT = " (run ./chat4all once: it builds what is missing)";

  /// The one that this process runs from.
  static Distribution find() {
    var home = programHome();
    return new Distribution(classPath(home), home);
  }

  /// The directory of the program: of the launcher, or where the sources are.
  static Path programHome() {
    var given = System.getProperty("chat4all.home");
    if (given != null) {
      return Path.of(given);
    }
    for (@Nullable Path place = Path.of("").toAbsolutePath();
        place != null;
        place = place.getParent()) {
      if (Files.exists(place.resolve("cluster/pom.xml"))) {
        return place;
      }
    }
    throw new ClusterException("the program's directory is not known: -Dchat4all.home=DIR");
  }

  private static String classPath(Path home) {
    var loader = Distribution.class.getClassLoader();
    if (loader.getResource(MAIN.replace('.', '/') + ".class") != null) {
      return System.getProperty("java.class.path");
    }
    var libraries = home.resolve("server/target/dist/lib");
    if (!Files.isDirectory(libraries)) {
      throw new ClusterException("there is no " + libraries + NOT_BUILT);
    }
    return jars(libraries).stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  /// The files of one engine, by name; throws [ClusterException] where there are none.
  List<Path> engine(String name) {
    var directory = home.resolve("cluster/target/engines").resolve(name);
    var files = Files.isDirectory(directory) ? files(directory) : List.<Path>of();
    if (files.isEmpty()) {
      throw new ClusterException(
          "the programs of %s are not in %s%s".formatted(name, directory, NOT_BUILT));
    }
    return files;
  }

  /// What the build of an engine that has a module of its own left behind; throws
  /// [ClusterException] where there was none.
  ///
  /// @param file that must be there
  Path module(String name, String file) {
    var target = home.resolve(name).resolve("target");
    if (!Files.exists(target.resolve(file))) {
      throw new ClusterException("there is no " + target.resolve(file) + NOT_BUILT);
    }
    return target;
  }

  /// The program of this JVM.
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /// The command line of one of our own commands, in a process of its own.
  List<String> server(String heap, List<String> arguments) {
    var line = java(heap);
    line.add(MAIN);
    line.addAll(arguments);
    return line;
  }

  /// The command line of a broker.
  List<String> broker(String heap, Path settings) {
    var line = java(heap);
    line.addAll(List.of(BROKER, settings.toString()));
    return line;
  }

  private List<String> java(String heap) {
    var line =
        new ArrayList<>(
            List.of(
                java().toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                // A dozen JVMs that each compile everything twice leave the processors no time for
                // work.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8",
                "-Xss512k",
                "-Xms32m",
                "-Xmx" + heap,
                "-XX:MaxDirectMemorySize=128m"));
    aotCache().ifPresent(cache -> line.addAll(List.of(cache, "-Xlog:disable")));
    line.addAll(List.of("-cp", classPath));
    return line;
  }

  /// The remembered classes of the launcher: for the same class path only.
  private static Optional<String> aotCache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:AOTCache="))
        .findFirst();
  }

  private static List<Path> jars(Path directory) {
    return files(directory).stream().filter(file -> file.toString().endsWith(".jar")).toList();
  }

  private static List<Path> files(Path directory) {
    try (var files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
