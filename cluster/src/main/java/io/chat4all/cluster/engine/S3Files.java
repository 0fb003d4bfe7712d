package io.chat4all.cluster.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An S3 endpoint on a directory: S3Proxy, which checks signatures, in a JVM and on a class path of
/// its own, which the module `s3-node` has.
///
/// @param module the `target` directory of that module
/// @param directory where it keeps its settings and the objects
public record S3Files(Path module, Path directory) {

  /// Writes its settings, and makes its directory.
  public void prepare(int port, String accessKey, String secretKey) {
    var objects = directory.resolve("objects");
    try {
      Files.createDirectories(objects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PrivateFiles.write(
        settings(),
        """
        # Written by `chat4all cluster up`.
        s3proxy.endpoint=http://127.0.0.1:%1$d
        s3proxy.authorization=aws-v4
        s3proxy.identity=%2$s
        s3proxy.credential=%3$s
        s3proxy.v4-max-non-chunked-request-size=134217728
        jclouds.provider=filesystem-nio2
        jclouds.identity=%2$s
        jclouds.credential=%3$s
        jclouds.filesystem.basedir=%4$s
        """
            .formatted(port, accessKey, secretKey, objects));
  }

  /// How to start it.
  public List<String> command(Path java) {
    try {
      return List.of(
          java.toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xss512k",
          "-Xmx128m",
          "-cp",
          Files.readString(module.resolve("s3.classpath")).strip(),
          "org.gaul.s3proxy.Main",
          "--properties",
          settings().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path settings() {
    return directory.resolve("s3proxy.properties");
  }
}
