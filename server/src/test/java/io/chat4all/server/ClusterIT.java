package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.cluster.ClusterConfig;
import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.Node;
import io.chat4all.cluster.NodeKind;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.Message;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A small cluster of real processes: one broker, PostgreSQL, two gateways, a router.
@Timeout(240)
class ClusterIT {

  private static final String PASSWORD = "a password to try";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void messagesPassBetweenGatewaysOverAKillAndNoProcessIsLeft() throws Exception {
    List<Node> nodes;
    List<ProcessHandle> processes;
    var config = ClusterConfig.small(directory).withRoles(new ClusterConfig.Roles(2, 1, 0));
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
