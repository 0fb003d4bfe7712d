package io.chat4all.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.GetMessageStatusRequest;
import io.chat4all.protocol.v1.ListConversationsRequest;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.TokenRequest;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls of gRPC clients, and how they are refused.
@Timeout(60)
class GrpcTest {

  private static TestNode node;
  private static MessagesGrpc.MessagesBlockingStub messages;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    messages = client(MessagesGrpc.MessagesBlockingStub.class, node.user("bruno").token());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void clientsOfTheSeedsGetATokenSendAndList() {
    var auth = client(AuthGrpc.AuthBlockingStub.class, "");
    var chat = UUID.randomUUID().toString();
    var token =
        auth.getToken(
            TokenRequest.newBuilder()
                .setClientId("admin_client")
                .setClientSecret("super_secret_key")
                .build());
    var stub = client(MessagesGrpc.MessagesBlockingStub.class, token.getAccessToken());

    var sent =
        stub.sendMessage(
            SendMessageRequest.newBuilder().setConversationId(chat).setContent("hi").build());

    assertThat(sent.getStatus()).isEqualTo("accepted");
    var history =
        stub.listMessages(
            ListMessagesRequest.newBuilder().setConversationId(chat).setSinceTimestamp(1).build());
    assertThat(history.getMessagesList())
        .singleElement()
        .satisfies(message -> {
          assertThat(message.getMessageId()).isEqualTo(sent.getMessageId());
          assertThat(message.getSenderId()).isEqualTo("admin_client");
          assertThat(message.getStatus()).isEqualTo(Status.SENT);
        });
    assertThat(
            client(ConversationsGrpc.ConversationsBlockingStub.class, token.getAccessToken())
                .listConversations(ListConversationsRequest.getDefaultInstance())
                .getConversationsList())
        .anySatisfy(found -> assertThat(found.getConversationId()).isEqualTo(chat));
    assertThat(
            stub.getMessageStatus(
                    GetMessageStatusRequest.newBuilder().setMessageId(sent.getMessageId()).build())
                .getStatus())
        .isEqualTo(Status.SENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto-web+http", "gproto-web-text+http"})
  void grpcWebIsServedToo(String scheme) {
    var stub =
        GrpcClients.builder(scheme + "://127.0.0.1:" + node.port())
            .setHeader("authorization", "Bearer " + node.user("bruno").token())
            .build(MessagesGrpc.MessagesBlockingStub.class);

    assertThat(stub.sendMessage(text("hi")).getStatus()).isEqualTo("accepted");
    var refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> stub.sendMessage(text("")));
    assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aRefusalCarriesItsCodeAndTheFieldAtFault() {
    var refused = refused(() -> messages.sendMessage(text("")));

    assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    var info = detail(refused, ErrorInfo.getDefaultInstance());
    assertThat(info.getReason()).isEqualTo("invalid_argument");
    assertThat(info.getDomain()).isEqualTo("chat4all");
    var violation = detail(refused, BadRequest.getDefaultInstance()).getFieldViolations(0);
    assertThat(violation.getField()).isEqualTo("content");
  }

  @Test
  void aBrokenRuleIsRefusedWithItsField() {
    var request = text("x").toBuilder().setConversationId("nope").build();

    var refused = refused(() -> messages.sendMessage(request));

    assertThat(reason(refused)).isEqualTo("invalid_argument");
    assertThat(detail(refused, BadRequest.getDefaultInstance()).getFieldViolations(0).getField())
        .isEqualTo("conversation_id");
  }

  @Test
  void aLogThatIsFullIsOverloadedWithAHintToTryAgain() {
    node.log.refuse(ErrorCode.OVERLOADED);
    StatusRuntimeException refused;
    try {
      refused = refused(() -> messages.sendMessage(text("x")));
    } finally {
      node.log.recover();
    }

    assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
    assertThat(reason(refused)).isEqualTo("overloaded");
    assertThat(detail(refused, RetryInfo.getDefaultInstance()).getRetryDelay().getSeconds())
        .isPositive();
  }

  @Test
  void callsWithoutATokenAreRefused() {
    var stub = client(MessagesGrpc.MessagesBlockingStub.class, "");

    var refused = refused(() -> stub.sendMessage(text("x")));

    assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
    assertThat(reason(refused)).isEqualTo("unauthenticated");
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    var refused = refused(() -> messages.sendMessage(text("x".repeat(2 << 20))));

    assertThat(refused.getStatus().getCode())
        .isIn(io.grpc.Status.Code.RESOURCE_EXHAUSTED, io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(reason(refused)).isEqualTo("request_too_large");
  }

  @Test
  void anUnknownMethodIsUnimplemented() {
    var unknown =
        MessagesGrpc.getSendMessageMethod().toBuilder()
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName("chat4all.v1.Messages", "Nothing"))
            .build();

    var refused =
        refused(() ->
            ClientCalls.blockingUnaryCall(
                messages.getChannel(), unknown, messages.getCallOptions(), text("x")));

    assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
    assertThat(reason(refused)).isEqualTo("method_not_allowed");
  }

  @Test
  void healthIsServing() {
    var health = client(HealthGrpc.HealthBlockingStub.class, "");

    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc.reflection.v1", "grpc.reflection.v1alpha"})
  void reflectionListsTheServices(String version) throws Exception {
    var method =
        io.grpc.reflection.v1.ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
            .setFullMethodName(version + ".ServerReflection/ServerReflectionInfo")
            .build();
    var answer = new CompletableFuture<ServerReflectionResponse>();

    var requests =
        ClientCalls.asyncBidiStreamingCall(
            messages.getChannel().newCall(method, messages.getCallOptions()), first(answer));
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    var listed = answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList();
    requests.onCompleted();

    assertThat(listed)
        .extracting(service -> service.getName())
        .contains("chat4all.v1.Messages", "chat4all.v1.Auth", "grpc.health.v1.Health");
  }

  private static StreamObserver<ServerReflectionResponse> first(
      CompletableFuture<ServerReflectionResponse> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ServerReflectionResponse value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable cause) {
        answer.completeExceptionally(cause);
      }

      @Override
      public void onCompleted() {
        // The answer came before.
      }
    };
  }

  private static SendMessageRequest text(String text) {
    return SendMessageRequest.newBuilder()
        .setConversationId(UUID.randomUUID().toString())
        .setContent(text)
        .build();
  }

  private static StatusRuntimeException refused(Runnable call) {
    var refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refused).isNotNull();
    return refused;
  }

  private static String reason(StatusRuntimeException refused) {
    return detail(refused, ErrorInfo.getDefaultInstance()).getReason();
  }

  private static <D extends Message> D detail(StatusRuntimeException refused, D type) {
    var status = requireNonNull(StatusProto.fromThrowable(refused));
    for (Any any : status.getDetailsList()) {
      if (any.is(type.getClass())) {
        try {
          @SuppressWarnings("unchecked") // checked by is()
          var found = (D) any.unpack(type.getClass());
          return found;
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("no " + type.getClass() + " in " + status);
  }

  private static <S extends AbstractStub<S>> S client(Class<S> type, String token) {
    var builder = GrpcClients.builder("gproto+http://127.0.0.1:" + node.port());
    if (!token.isEmpty()) {
      builder.setHeader("authorization", "Bearer " + token);
    }
    return builder.build(type);
  }
}
