package io.chat4all.store.redis;

import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import redis.embedded.RedisServer;

/// A real Redis without a disk, on a port that it keeps when it is started again.
final class TestRedis implements AutoCloseable {

  private final int port;
  private final String setting;
  private RedisServer server;

  TestRedis() {
    this("");
  }

  TestRedis(String password) {
    this(freePort(), password.isEmpty() ? "" : "requirepass " + password);
  }

  private TestRedis(int port, String setting) {
    this.port = port;
    this.setting = setting;
    this.server = started(port, setting);
  }

  /// One that is a node of a Redis Cluster, alone.
  static TestRedis ofACluster(Path dir) {
    return new TestRedis(freePort(), "cluster-enabled yes\ndir " + dir);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisServer started(int port, String setting) {
    try {
      var server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .settingIf(!setting.isEmpty(), setting)
              .build();
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RedisConfig config() {
    return RedisConfig.of(new Secret("redis://127.0.0.1:" + port))
        .withHeartbeat(Duration.ofMillis(100), Duration.ofMillis(800));
  }

  int port() {
    return port;
  }

  /// With all that it knew.
  void kill() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void restart() {
    server = started(port, setting);
  }

  /// Stops its process where it is, or lets it go on: `STOP`, `CONT`.
  void signal(long processId, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(processId)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
