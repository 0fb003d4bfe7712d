package io.chat4all.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Error;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.EventsGrpc;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Ready;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.Synced;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GrpcTransportTest {
  private final MessageCodec codec = new MessageCodec(0, new SplittableRandom(1), 300);
  private final ConversationRef conversation =
      new ConversationRef(3, "01980000-0000-7abc-8123-0123456789ab");
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<ClientFrame> received = new LinkedBlockingQueue<>();
  private Server server = NettyServerBuilder.forPort(0).build();

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Scripted())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void speaksTheContract() throws Exception {
    try (var transport = new GrpcTransport(endpoint(), codec)) {
      var session = transport.open(new Login("u", "token"), true, new Listening());
      assertThat(heard.take()).isEqualTo("opened");

      transport.loop().execute(() -> session.send(42, conversation, 17, 5_000_000));

      var sent = received.take();
      assertThat(sent.getId()).isEqualTo("0000002a");
      assertThat(sent.getSend().getConversationId()).isEqualTo(conversation.idText());
      assertThat(sent.getSend().getContent()).hasSize(300);
      assertThat(heard.take()).isEqualTo("accepted 42");
      assertThat(heard.take()).isEqualTo("pushed 42 seq 7 text true");

      transport.loop().execute(() -> session.ack(conversation, 7));
      assertThat(received.take().getAck().getSeq()).isEqualTo(7);

      transport
          .loop()
          .execute(() -> session.sync(new ConversationRef[] {conversation}, new long[] {5}));
      assertThat(received.take().getSync().getCursors(0).getAfterSeq()).isEqualTo(5);
      assertThat(heard.take()).isEqualTo("synced");

      transport.loop().execute(() -> session.send(0xbad, conversation, 18, 6_000_000));
      assertThat(heard.take()).isEqualTo("refused 2989 overloaded");
    }
  }

  @Test
  void tellsWhyAStreamEnded() throws Exception {
    try (var transport = new GrpcTransport(endpoint(), codec)) {
      transport.open(new Login("u", "token"), true, new Listening());
      assertThat(heard.take()).isEqualTo("opened");

      server.shutdownNow();

      assertThat(heard.take()).startsWith("closed ");
    }
  }

  private Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getPort(), false);
  }

  private final class Listening implements SessionListener {
    @Override
    public void opened() {
      heard.add("opened");
    }

    @Override
    public void accepted(int index) {
      heard.add("accepted " + index);
    }

    @Override
    public void refused(int index, String code) {
      heard.add("refused " + index + " " + code);
    }

    @Override
    public void pushed(long idHigh, long idLow, long seq, byte[] bytes, int from, int to) {
      heard.add(
          "pushed %d seq %d text %s"
              .formatted(
                  codec.indexOf(idLow), seq, codec.isText(bytes, from, to, 3, 17, 5_000_000)));
    }

    @Override
    public void synced() {
      heard.add("synced");
    }

    @Override
    public void closed(String reason) {
      heard.add("closed " + reason);
    }
  }

  /// Accepts and pushes back what it gets, and refuses message 0xbad.
  private final class Scripted extends EventsGrpc.EventsImplBase {
    @Override
    public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> out) {
      out.onNext(ServerFrame.newBuilder().setReady(Ready.newBuilder().setUserId("u")).build());
      return new StreamObserver<>() {
        @Override
        public void onNext(ClientFrame frame) {
          received.add(frame);
          answer(frame, out);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }
  }

  private static void answer(ClientFrame frame, StreamObserver<ServerFrame> out) {
    var answer = ServerFrame.newBuilder().setId(frame.getId());
    if (frame.hasSync()) {
      out.onNext(answer.setSynced(Synced.getDefaultInstance()).build());
    } else if (frame.getId().equals("00000bad")) {
      out.onNext(answer.setError(Error.newBuilder().setCode("overloaded")).build());
    } else if (frame.hasSend()) {
      var send = frame.getSend();
      out.onNext(answer.setAccepted(SendMessageResponse.getDefaultInstance()).build());
      var message =
          Message.newBuilder()
              .setMessageId(send.getMessageId())
              .setSeq(7)
              .setContent(send.getContent())
              .setConversationId(send.getConversationId());
      out.onNext(ServerFrame.newBuilder().setEvent(Event.newBuilder().setMessage(message)).build());
    }
  }
}
