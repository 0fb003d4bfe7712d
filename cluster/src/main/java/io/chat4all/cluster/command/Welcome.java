package io.chat4all.cluster.command;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.client.Credentials;
import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.LinkIdentityRequest;
import io.chat4all.simulators.config.PersonConfig;
import java.util.List;

/// Two users to try a cluster with, and how to.
///
/// They are called like those of `demo`; their password is the cluster's own.
final class Welcome {

  private static final String MARIA = "maria";
  private static final List<String> USERS = List.of("bruno", MARIA);

  private final LocalCluster cluster;

  private Welcome(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /// Puts the users where they are not there yet; with simulators, Maria has Instagram and gets
  /// what unknown people write.
  static Welcome prepare(LocalCluster cluster) {
    var admin = cluster.adminClient();
    var credentials = Credentials.client(admin.id(), admin.secret());
    try (var client = Chat4AllClient.connect(cluster.plainUrl(), credentials)) {
      USERS.forEach(user -> unlessThere(() -> signUp(client, cluster, user)));
      cluster.connectSimulators(List.of(MARIA));
      if (cluster.simulatorsUrl().isPresent()) {
        unlessThere(() -> linkInstagram(client));
      }
    }
    return new Welcome(cluster);
  }

  private static void signUp(Chat4AllClient client, LocalCluster cluster, String user) {
    client.signUp(
        CreateUserRequest.newBuilder()
            .setUsername(user)
            .setEmail(user + "@example.com")
            .setPassword(cluster.userPassword())
            .build());
  }

  private static void linkInstagram(Chat4AllClient client) {
    var person =
        PersonConfig.demo().stream()
            .filter(known -> known.id().equals(MARIA))
            .findFirst()
            .orElseThrow();
    var instagram = person.instagram().orElseThrow();
    client
        .channels()
        .link(
            LinkIdentityRequest.newBuilder()
                .setUserId(MARIA)
                .setChannel("instagram")
                .setAddress(instagram.scopedId())
                .setUsername(instagram.username())
                .setDisplayName(person.name())
                .build());
  }

  private static void unlessThere(Runnable call) {
    try {
      call.run();
    } catch (Chat4AllException e) {
      if (!e.code().equals("already_exists")) {
        throw new ClusterException("the cluster refuses its first users: " + e.getMessage(), e);
      }
    }
  }

  /// What is where, and what to do first.
  ///
  /// @param option what other commands need to be about this cluster
  String text(String option, boolean foreground) {
    var text = new StringBuilder();
    cluster
        .proxyUrl()
        .ifPresentOrElse(
            url ->
                text.append(
                    "  API            %s  (TLS 1.3; curl --cacert %s)\n                 %s\n"
                        .formatted(url, cluster.certificate(), cluster.plainUrl())),
            () ->
                text.append(
                    "  API            %s  (the first gateway: no proxy)\n"
                        .formatted(cluster.plainUrl())));
    cluster.gatewayUrls().forEach(url -> text.append("  gateway        " + url + "\n"));
    cluster
        .simulatorsUrl()
        .ifPresent(url -> text.append("  phones         " + url + "  (simulated)\n"));
    return text.append(
            """

              users bruno and maria, password %1$s
              API client %2$s, secret %3$s

              ./chat4all login --url %4$s --username bruno
              ./chat4all send @maria "oi, maria"
              ./chat4all cluster status%5$s
            %6$s\
            """
                .formatted(
                    cluster.userPassword(),
                    cluster.adminClient().id(),
                    cluster.adminClient().secret(),
                    cluster.plainUrl(),
                    option,
                    foreground ? "  Ctrl-C ends it" : "  ./chat4all cluster down" + option))
        .toString();
  }
}
