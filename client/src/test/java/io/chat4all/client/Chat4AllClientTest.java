package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Empty;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.ListMessagesResponse;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.TokenResponse;
import io.chat4all.protocol.v1.User;
import io.chat4all.protocol.v1.UsersGrpc;
import io.grpc.Status;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class Chat4AllClientTest {

  private static final String CONVERSATION = "0190b0f2-0000-7000-8000-000000000001";
  private static final ClientOptions QUICK =
      ClientOptions.defaults().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5));

  private final ScriptedServer server = new ScriptedServer();
  private final Chat4AllClient client =
      Chat4AllClient.connect(server.url(), Credentials.password("bruno", "test"), QUICK);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void signsInOnceAndSendsTheTokenWithEveryCall() {
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));

    client.user("me");
    client.user("me");

    assertThat(server.requests(AuthGrpc.getGetTokenMethod()))
        .containsExactly(
            TokenRequest.newBuilder()
                .setGrantType("password")
                .setUsername("bruno")
                .setPassword("test")
                .build());
    assertThat(server.authorizations()).containsExactly("Bearer token-1", "Bearer token-1");
  }

  @Test
  void renewsTheTokenThroughTheRefreshTokenBeforeItExpires() {
    server.tokensExpireIn(Duration.ZERO);
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));

    client.user("me");
    client.user("me");

    assertThat(server.requests(AuthGrpc.getGetTokenMethod()))
        .extracting(TokenRequest::getGrantType, TokenRequest::getRefreshToken)
        .containsExactly(tuple("password", ""), tuple("refresh_token", "refresh-1"));
    assertThat(server.authorizations()).containsExactly("Bearer token-1", "Bearer token-2");
  }

  @Test
  void aCallReachesAServerThatIsBackHoweverLongItWasAway() {
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));
    client.user("me");
    server.stop();
    for (int i = 0; i < 3; i++) {
      var failure = catchThrowableOfType(Chat4AllException.class, () -> client.user("me"));
      assertThat(failure.code()).isEqualTo(Chat4AllException.UNREACHABLE);
    }

    server.startAgain();

    assertThat(client.user("me").getUsername()).isEqualTo("bruno");
  }

  @Test
  void manyCallsAtOnceShareOneRenewal() throws Exception {
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));
    Callable<User> call = () -> client.user("me");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(Collections.nCopies(50, call))) {
        assertThat(answer.get().getUsername()).isEqualTo("bruno");
      }
    }

    assertThat(server.requests(AuthGrpc.getGetTokenMethod())).hasSize(1);
  }

  @Test
  void signsInAgainWhenTheRefreshTokenIsRefused() {
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));
    client.user("me");
    var refused = refuseRefreshTokens();
    server.on(UsersGrpc.getGetUserMethod(), firstFails(refusedToken(), user("bruno")));

    var me = client.user("me");

    assertThat(me.getUsername()).isEqualTo("bruno");
    assertThat(refused).hasValue(1);
    assertThat(server.requests(AuthGrpc.getGetTokenMethod()))
        .extracting(TokenRequest::getGrantType)
        .containsExactly("password", "refresh_token", "password");
  }

  @Test
  void aTokenFromElsewhereIsNotRenewed() {
    server.on(
        UsersGrpc.getGetUserMethod(),
        _ -> {
          throw refusedToken();
        });

    try (var other = Chat4AllClient.connect(server.url(), Credentials.token("given"), QUICK)) {
      var error = catchThrowableOfType(Chat4AllException.class, () -> other.user("me"));

      assertThat(error.code()).isEqualTo("unauthenticated");
      assertThat(server.authorizations()).containsExactly("Bearer given");
      assertThat(server.requests(AuthGrpc.getGetTokenMethod())).isEmpty();
    }
  }

  @Test
  void sendRepeatsItselfWithTheSameMessageId() {
    var attempts = new AtomicInteger();
    server.on(
        MessagesGrpc.getSendMessageMethod(),
        request ->
            switch (attempts.incrementAndGet()) {
              case 1 -> throw Status.UNAVAILABLE.asRuntimeException();
              case 2 ->
                  throw ScriptedServer.error(
                      Status.Code.RESOURCE_EXHAUSTED,
                      "overloaded",
                      "try again",
                      "",
                      Duration.ofMillis(2));
              default -> accepted(request);
            });

    var answer = client.send(CONVERSATION, "hello");

    var sent = server.requests(MessagesGrpc.getSendMessageMethod());
    assertThat(sent).hasSize(3);
    assertThat(sent)
        .extracting(SendMessageRequest::getMessageId)
        .containsOnly(answer.getMessageId());
    assertThat(UUID.fromString(answer.getMessageId()).version()).isEqualTo(7);
  }

  @Test
  void sendOutlivesARestartOfTheServer() throws Exception {
    server.on(MessagesGrpc.getSendMessageMethod(), Chat4AllClientTest::accepted);
    var _ = client.signIn();
    server.stop();
    var sending =
        Thread.ofVirtual().start(() -> client.send(CONVERSATION, "sent while it was down"));
    server.startAgain();

    sending.join();

    assertThat(server.requests(MessagesGrpc.getSendMessageMethod())).hasSize(1);
  }

  @Test
  void sendGivesUpAtItsDeadline() {
    var options = QUICK.withSendDeadline(Duration.ofMillis(50));
    server.on(
        MessagesGrpc.getSendMessageMethod(),
        _ -> {
          throw ScriptedServer.error(Status.Code.UNAVAILABLE, "unavailable", "no log");
        });

    try (var hasty =
        Chat4AllClient.connect(server.url(), Credentials.password("bruno", "test"), options)) {
      var error =
          catchThrowableOfType(Chat4AllException.class, () -> hasty.send(CONVERSATION, "hello"));

      assertThat(error.code()).isEqualTo("unavailable");
      assertThat(error.retryable()).isTrue();
      assertThat(server.requests(MessagesGrpc.getSendMessageMethod()).size()).isGreaterThan(1);
    }
  }

  @Test
  void sendDoesNotRepeatWhatTheServerRefused() {
    server.on(
        MessagesGrpc.getSendMessageMethod(),
        _ -> {
          throw ScriptedServer.error(
              Status.Code.INVALID_ARGUMENT,
              "invalid_argument",
              "content: empty",
              "content",
              Duration.ZERO);
        });

    var error = catchThrowableOfType(Chat4AllException.class, () -> client.send(CONVERSATION, ""));

    assertThat(error.code()).isEqualTo("invalid_argument");
    assertThat(error.field()).isEqualTo("content");
    assertThat(error.detail()).isEqualTo("content: empty");
    assertThat(error.retryable()).isFalse();
    assertThat(server.requests(MessagesGrpc.getSendMessageMethod())).hasSize(1);
  }

  @Test
  void tellsHowLongToWaitWhenTheServerSaysSo() {
    server.on(
        UsersGrpc.getGetUserMethod(),
        _ -> {
          throw ScriptedServer.error(
              Status.Code.RESOURCE_EXHAUSTED,
              "rate_limited",
              "slow down",
              "",
              Duration.ofMillis(1_500));
        });

    var error = catchThrowableOfType(Chat4AllException.class, () -> client.user("me"));

    assertThat(error.code()).isEqualTo("rate_limited");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(error.retryable()).isTrue();
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() {
    server.stop();

    var error = catchThrowableOfType(Chat4AllException.class, () -> client.user("me"));

    assertThat(error.code()).isEqualTo(Chat4AllException.UNREACHABLE);
  }

  @Test
  void walksThroughTheHistoryInBothDirections() {
    server.on(MessagesGrpc.getListMessagesMethod(), Chat4AllClientTest::pageOfTwo);

    var forwards = new ArrayList<Long>();
    client.messagesAfter(CONVERSATION, 1).forEachRemaining(m -> forwards.add(m.getSeq()));
    var backwards = new ArrayList<Long>();
    client.messagesBefore(CONVERSATION, 0).forEachRemaining(m -> backwards.add(m.getSeq()));

    assertThat(forwards).containsExactly(2L, 3L, 4L, 5L);
    assertThat(backwards).containsExactly(5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void signUpNeedsNoCredentials() {
    server.on(UsersGrpc.getCreateUserMethod(), request -> user(request.getUsername()));

    try (var anonymous = Chat4AllClient.connect(server.url(), Credentials.none())) {
      var user = anonymous.signUp(CreateUserRequest.newBuilder().setUsername("ana").build());

      assertThat(user.getUsername()).isEqualTo("ana");
      assertThat(server.authorizations()).isEmpty();
    }
  }

  @Test
  void signOutRevokesTheRefreshToken() {
    server.on(AuthGrpc.getRevokeTokenMethod(), _ -> Empty.getDefaultInstance());
    var _ = client.signIn();

    client.signOut();

    assertThat(server.requests(AuthGrpc.getRevokeTokenMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getToken()).isEqualTo("refresh-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8000", "ftp://localhost", "http:///x", "http://localhost/api"})
  void saysWhatIsWrongWithAUrl(String url) {
    var error =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () -> Chat4AllClient.connect(URI.create(url), Credentials.none()));

    assertThat(error).hasMessageStartingWith("url: " + url);
  }

  @Test
  void credentialsNeverShowTheirSecrets() {
    var all =
        List.of(
            Credentials.password("bruno", "hush"),
            Credentials.client("app", "hush"),
            Credentials.token("hush"),
            new Tokens("hush", Instant.EPOCH, Instant.EPOCH, "hush"));

    assertThat(all).extracting(Object::toString).noneMatch(text -> text.contains("hush"));
  }

  private AtomicInteger refuseRefreshTokens() {
    var refused = new AtomicInteger();
    server.on(
        AuthGrpc.getGetTokenMethod(),
        request -> {
          if (request.getGrantType().equals("refresh_token")) {
            refused.incrementAndGet();
            throw ScriptedServer.error(
                Status.Code.UNAUTHENTICATED, "invalid_refresh_token", "unknown");
          }
          return TokenResponse.newBuilder().setAccessToken("fresh").setExpiresIn(1_800).build();
        });
    return refused;
  }

  private static <Q, A> Function<Q, A> firstFails(RuntimeException failure, A answer) {
    var calls = new AtomicInteger();
    return _ -> {
      if (calls.incrementAndGet() == 1) {
        throw failure;
      }
      return answer;
    };
  }

  private static RuntimeException refusedToken() {
    return ScriptedServer.error(Status.Code.UNAUTHENTICATED, "unauthenticated", "expired");
  }

  private static ListMessagesResponse pageOfTwo(ListMessagesRequest request) {
    boolean back = request.hasBeforeSeq();
    long from = request.getPageToken().isEmpty() ? 0 : Long.parseLong(request.getPageToken());
    if (back) {
      long before = from > 0 ? from : 6;
      long first = Math.max(1, before - 2);
      return page(first, before - 1, first > 1 ? Long.toString(first) : "");
    }
    long after = from > 0 ? from : request.getAfterSeq();
    long last = Math.min(5, after + 2);
    return page(after + 1, last, last < 5 ? Long.toString(last) : "");
  }

  private static ListMessagesResponse page(long first, long last, String token) {
    return ListMessagesResponse.newBuilder()
        .addAllMessages(
            LongStream.rangeClosed(first, last)
                .mapToObj(seq -> Message.newBuilder().setSeq(seq).build())
                .toList())
        .setNextPageToken(token)
        .build();
  }

  private static SendMessageResponse accepted(SendMessageRequest request) {
    return SendMessageResponse.newBuilder()
        .setStatus("accepted")
        .setMessageId(request.getMessageId())
        .setConversationId(request.getConversationId())
        .build();
  }

  private static User user(String name) {
    return User.newBuilder().setUserId(name).setUsername(name).build();
  }
}
