package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.CreateConversationRequest;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.verify.check.Cast;
import io.chat4all.verify.fault.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;

/// The users of a run and their conversations, made fresh on the platform.
///
/// @param users members, by number; the last one is the API client where there is one
public record Troupe(Cast cast, List<User> users) implements AutoCloseable {

  public Troupe {
    users = List.copyOf(users);
  }

  /// Signs users up and makes conversations, both named after `run`.
  ///
  /// @param outside addresses that the API client will write to
  public static Troupe gather(
      Shape shape,
      long seed,
      String run,
      List<URI> gateways,
      Optional<Target.Admin> admin,
      List<String> outside) {
    var random = new Random(seed);
    var password = UUID.randomUUID().toString();
    var users = new ArrayList<User>();
    try (var door = Chat4AllClient.connect(gateways.getFirst(), Credentials.none())) {
      for (int i = 0; i < shape.users(); i++) {
        var name = "v%s-%d".formatted(run, i);
        door.signUp(
            CreateUserRequest.newBuilder()
                .setUsername(name)
                .setEmail(name + "@verify.example")
                .setPassword(password)
                .build());
        users.add(new User(i, name, Credentials.password(name, password), gateways));
      }
    }
    var talks = talks(shape, random, users);
    if (admin.isPresent()) {
      int number = users.size();
      var credentials = Credentials.client(admin.get().clientId(), admin.get().secret());
      users.add(new User(number, admin.get().clientId(), credentials, gateways));
      for (var address : outside) {
        // Not from the seed: a run with the same seed must not meet the one before.
        var id = UUID.randomUUID().toString();
        talks.add(new Cast.Talk(id, List.of(number), Optional.of(address)));
      }
    }
    users.forEach(User::signIn);
    return new Troupe(new Cast(users.stream().map(User::name).toList(), talks), users);
  }

  @Override
  public void close() {
    users.forEach(User::close);
  }

  private static List<Cast.Talk> talks(Shape shape, Random random, List<User> users) {
    var talks = new ArrayList<Cast.Talk>();
    var pairs = new TreeSet<Long>();
    int pairsPossible = users.size() * (users.size() - 1) / 2;
    while (pairs.size() < Math.min(shape.privates(), pairsPossible)) {
      int one = random.nextInt(users.size());
      int other = random.nextInt(users.size());
      if (one < other && pairs.add((long) one << 32 | other)) {
        talks.add(talk(users, "private", List.of(one, other)));
      }
    }
    for (int g = 0; g < shape.groups(); g++) {
      var members = new TreeSet<Integer>();
      while (members.size() < Shape.GROUP_SIZE) {
        members.add(random.nextInt(users.size()));
      }
      talks.add(talk(users, "group", List.copyOf(members)));
    }
    return talks;
  }

  private static Cast.Talk talk(List<User> users, String type, List<Integer> members) {
    var owner = users.get(members.getFirst());
    var request = CreateConversationRequest.newBuilder().setType(type);
    members.stream().skip(1).forEach(member -> request.addMembers(users.get(member).name()));
    var made = owner.client(0).createConversation(request.build());
    return new Cast.Talk(made.getConversationId(), members, Optional.empty());
  }
}
