package io.chat4all.bench;

import io.chat4all.bench.load.Plan;
import io.chat4all.bench.wire.ConversationRef;
import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.RestApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Prepares users and conversations before the clock starts.
///
/// Signs up as few users as make every conversation another pair, as each sign-up and each login
/// costs the server a bcrypt hash. Users stay behind; their passwords are thrown away.
final class Accounts {
  private static final int AT_ONCE = 4;

  private final RestApi api;
  private final String prefix;
  private final String password;

  /// `salt` keeps the names of this run apart from those of others.
  Accounts(RestApi api, long salt) {
    this.api = api;
    this.prefix = "bench-" + Long.toUnsignedString(salt, 36) + "-";
    this.password = Long.toUnsignedString(salt * 0x9e37_79b9_7f4a_7c15L, 36) + "-" + prefix;
  }

  /// New users and one private conversation for each pair.
  Plan privatePairs(int conversations) throws InterruptedException {
    int senders = Plan.side(conversations);
    int recipients = (conversations + senders - 1) / senders;
    var users = signUp("u", senders + recipients);
    var work = new ArrayList<Callable<Plan.Pair>>();
    for (int c = 0; c < conversations; c++) {
      int number = c;
      var sender = users.get(c % senders);
      var recipient = users.get(senders + c / senders);
      work.add(() -> {
        String id = api.privateConversation(sender, recipient.username());
        return new Plan.Pair(new ConversationRef(number, id), sender, recipient);
      });
    }
    return new Plan(all(work));
  }

  /// Groups of one account alone, which receives in a second session.
  Plan ownGroups(Login account, int conversations) throws InterruptedException {
    var work = new ArrayList<Callable<Plan.Pair>>();
    for (int c = 0; c < conversations; c++) {
      int number = c;
      work.add(() -> {
        String id = api.ownGroup(account, prefix + number);
        return new Plan.Pair(new ConversationRef(number, id), account, account);
      });
    }
    return new Plan(all(work));
  }

  /// Signs users up and in.
  List<Login> signUp(String kind, int count) throws InterruptedException {
    var work = new ArrayList<Callable<Login>>();
    for (int i = 0; i < count; i++) {
      String username = prefix + kind + i;
      work.add(() -> {
        api.signUp(username, password);
        return api.login(username, password);
      });
    }
    return all(work);
  }

  private static <T> List<T> all(List<Callable<T>> work) throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var done = new ArrayList<T>();
      for (var result : threads.invokeAll(work)) {
        done.add(result.get());
      }
      return done;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
