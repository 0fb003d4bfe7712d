package io.chat4all.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.client.LiveOptions;
import io.chat4all.cluster.ClusterConfig;
import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.Node;
import io.chat4all.cluster.NodeKind;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A small cluster of real processes with every engine: one broker, Cassandra, PostgreSQL, Redis,
/// S3, two gateways, a router.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
class ClusterIT {

  private static final String PASSWORD = "a password to try";
  private static final String FILE = "a file that lies behind S3";
  private static final String FORM =
      """
      --border\r
      Content-Disposition: form-data; name="file"; filename="note.txt"\r
      Content-Type: text/plain\r
      \r
      %s\r
      --border--\r
      """
          .formatted(FILE);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void messagesPassBetweenGatewaysOverAKillAndNoProcessIsLeft() throws Exception {
    List<Node> nodes;
    List<ProcessHandle> processes;
    var config =
        ClusterConfig.small(directory)
            .withRoles(new ClusterConfig.Roles(2, 1, 0))
            .withEngines(new ClusterConfig.Engines(1, true, true, true));
    try (var cluster = LocalCluster.up(config)) {
      nodes = cluster.nodes();
      processes =
          nodes.stream()
              .map(node -> ProcessHandle.of(node.pid().orElseThrow()).orElseThrow())
              .toList();
      var first = cluster.gatewayUrls().get(0);
      var second = cluster.gatewayUrls().get(1);

      var conversation = signUpAndSend(cluster, first, "before the kill");
      awaitHistory(second, conversation, "before the kill");
      everyEngineIsUsed(cluster, conversation);

      var killed = cluster.nodes(NodeKind.GATEWAY).get(0);
      killed.kill();
      assertThat(killed.isAlive()).isFalse();
      send(second, conversation, "while it is away");
      killed.start();
      awaitHistory(first, conversation, "before the kill", "while it is away");

      assertThatThrownBy(() -> LocalCluster.up(config))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("is up in " + directory);
      assertThat(LocalCluster.find(directory).orElseThrow().node("router-1").isHealthy()).isTrue();
    }

    assertThat(nodes).noneMatch(Node::isAlive);
    for (var process : processes) {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void everyEngineIsUsed(LocalCluster cluster, String conversation) throws Exception {
    assertThat(rowsInCassandra(cluster, conversation)).isEqualTo(1);

    upload(cluster);
    try (var objects = Files.walk(directory.resolve("nodes/s3/objects"))) {
      assertThat(objects.filter(Files::isRegularFile).map(ClusterIT::read))
          .as("what is in S3")
          .contains(FILE);
    }

    try (var bruno = as("bruno", cluster.gatewayUrls().get(1));
        var session = bruno.live(LiveOptions.defaults(), _ -> {});
        var maria = as("maria", cluster.gatewayUrls().get(0))) {
      Await.until(
          "presence at the other gateway", PATIENCE, () -> maria.presence("bruno").getOnline());
      assertThat(session).isNotNull();
    }
  }

  private static long rowsInCassandra(LocalCluster cluster, String conversation) {
    int port = cluster.nodes(NodeKind.CASSANDRA).getFirst().port();
    try (var session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .withLocalDatacenter("datacenter1")
            .build()) {
      var rows =
          session.execute(
              "SELECT count(*) FROM chat4all_ks.messages WHERE conversation = ? ALLOW FILTERING",
              UUID.fromString(conversation));
      return requireNonNull(rows.one()).getLong(0);
    }
  }

  private static void upload(LocalCluster cluster) throws Exception {
    var gateway = cluster.gatewayUrls().getFirst();
    try (var bruno = as("bruno", gateway);
        var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(gateway.resolve("/v1/files"))
              .header("Authorization", "Bearer " + bruno.signIn().accessToken())
              .header("Content-Type", "multipart/form-data; boundary=border")
              .POST(HttpRequest.BodyPublishers.ofString(FORM))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(201);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String signUpAndSend(LocalCluster cluster, URI gateway, String text) {
    var admin = cluster.adminClient();
    try (var client =
        Chat4AllClient.connect(gateway, Credentials.client(admin.id(), admin.secret()))) {
      for (var user : List.of("bruno", "maria")) {
        client.signUp(
            CreateUserRequest.newBuilder()
                .setUsername(user)
                .setEmail(user + "@example.com")
                .setPassword(PASSWORD)
                .build());
      }
    }
    try (var bruno = as("bruno", gateway)) {
      var conversation = bruno.conversationWith("maria").getConversationId();
      bruno.send(conversation, text);
      return conversation;
    }
  }

  private static void send(URI gateway, String conversation, String text) {
    try (var bruno = as("bruno", gateway)) {
      bruno.send(conversation, text);
    }
  }

  private static void awaitHistory(URI gateway, String conversation, String... texts)
      throws Exception {
    try (var maria = as("maria", gateway)) {
      Await.until(
          "the history at " + gateway,
          PATIENCE,
          () -> history(maria, conversation).equals(List.of(texts)));
    }
  }

  private static List<String> history(Chat4AllClient client, String conversation) {
    Iterable<Message> messages = () -> client.messagesAfter(conversation, 0);
    return StreamSupport.stream(messages.spliterator(), false).map(Message::getContent).toList();
  }

  private static Chat4AllClient as(String user, URI gateway) {
    return Chat4AllClient.connect(gateway, Credentials.password(user, PASSWORD));
  }
}
