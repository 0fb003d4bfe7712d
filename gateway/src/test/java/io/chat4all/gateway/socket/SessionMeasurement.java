package io.chat4all.gateway.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Measures what a push and an idle session cost; a program, not a test. The clients run in a
/// process of their own.
///
/// Arguments: none.
final class SessionMeasurement {

  private static final int SECONDS = 8;
  private static final int WARM_UP_SECONDS = 6;
  private static final PrintStream out = System.out;

  private SessionMeasurement() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2) {
      holdSessions(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
      return;
    }
    heapPerSession(2_000);
    cpuPerPush(200, 1, 10_000);
    cpuPerPush(200, 10, 20_000);
    cpuPerPush(200, 1, 2_000);
    cpuPerPush(200, 10, 2_000);
    System.exit(0);
  }

  private static void heapPerSession(int sessions) throws Exception {
    try (var stage = new Stage(SessionConfig.DEFAULT)) {
      for (int i = 0; i < sessions; i++) {
        conversation(stage, "u" + i, "u" + (i + 1) % sessions);
      }
      var few = clients(stage, 50);
      awaitSessions(stage, 50);
      few.destroyForcibly().waitFor();
      awaitSessions(stage, 0);
      long before = usedHeap();
      var clients = clients(stage, sessions);
      awaitSessions(stage, sessions);
      LockSupport.parkNanos(2_000_000_000L);
      long after = usedHeap();
      out.printf("heap per idle session: %,d bytes%n", (after - before) / sessions);
      clients.destroyForcibly().waitFor();
      awaitSessions(stage, 0);
      out.printf("left after they went: %,d bytes each%n", (usedHeap() - before) / sessions);
    }
  }

  private static void cpuPerPush(int sessions, int perConversation, int pushesPerSecond)
      throws Exception {
    try (var stage = new Stage(Stage.CALM)) {
      var conversations = new ArrayList<ConversationId>();
      for (int i = 0; i < sessions; i += perConversation) {
        var members = new String[perConversation];
        for (int k = 0; k < perConversation; k++) {
          members[k] = "u" + (i + k);
        }
        conversations.add(conversation(stage, members));
      }
      var clients = clients(stage, sessions);
      awaitSessions(stage, sessions);
      int eventsPerSecond = pushesPerSecond / perConversation;
      var seqs = new long[conversations.size()];
      publish(stage, conversations, seqs, eventsPerSecond, WARM_UP_SECONDS);
      var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long pushes = stage.hub.pushes();
      long java = javaThreadsCpu();
      long cpu = os.getProcessCpuTime();
      publish(stage, conversations, seqs, eventsPerSecond, SECONDS);
      cpu = os.getProcessCpuTime() - cpu;
      java = javaThreadsCpu() - java;
      pushes = stage.hub.pushes() - pushes;
      out.printf(
          "%d session(s) per conversation, %,d pushes/s: %.1f µs of CPU per push, %.1f without"
              + " compiler and collector (%,d pushes)%n",
          perConversation, pushesPerSecond, cpu / 1e3 / pushes, java / 1e3 / pushes, pushes);
      clients.destroyForcibly().waitFor();
    }
  }

  private static long javaThreadsCpu() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(time -> time > 0)
        .sum();
  }

  private static void publish(
      Stage stage, List<ConversationId> conversations, long[] seqs, int perSecond, int seconds) {
    int ticks = 200;
    long start = System.nanoTime();
    int next = 0;
    for (int tick = 0; tick < ticks * seconds; tick++) {
      var batch = new ArrayList<ConversationEvent>();
      for (int i = 0; i < perSecond / ticks; i++) {
        int at = next++ % seqs.length;
        batch.add(message(conversations.get(at), ++seqs[at]));
      }
      stage.log.publish(batch);
      LockSupport.parkNanos(start + (tick + 1) * (1_000_000_000L / ticks) - System.nanoTime());
    }
  }

  static ConversationEvent message(ConversationId conversation, long seq) {
    return new ConversationEvent.MessageAdded(
        new Message(
            conversation,
            new MessageId(new UUID(conversation.value().getMostSignificantBits(), seq)),
            seq,
            new UserId("ana"),
            Optional.of(new Content.Text("x".repeat(300))),
            Optional.empty(),
            Map.of(),
            Instant.now(),
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  private static ConversationId conversation(Stage stage, String... members) {
    var id = new ConversationId(UUID.randomUUID());
    var joined = new ArrayList<Member>();
    for (var member : members) {
      joined.add(new Member(new UserId(member), MemberRole.MEMBER, Instant.EPOCH));
    }
    stage.directory.create(
        new Conversation(
            id, ConversationType.GROUP, "", Map.of(), false, new UserId(members[0]), Instant.EPOCH),
        joined);
    return id;
  }

  private static void awaitSessions(Stage stage, int count) {
    while (stage.hub.openSessions() != count) {
      LockSupport.parkNanos(10_000_000);
    }
    LockSupport.parkNanos(1_000_000_000L);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      LockSupport.parkNanos(200_000_000);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Process clients(Stage stage, int count) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SessionMeasurement.class.getName(),
            String.valueOf(stage.port()),
            String.valueOf(count))
        .inheritIO()
        .start();
  }

  /// The other process: opens sessions of `u0`, `u1`, … and throws away what comes.
  private static void holdSessions(int port, int count) throws IOException {
    var buffer = ByteBuffer.allocateDirect(1 << 16);
    try (var selector = Selector.open()) {
      for (int i = 0; i < count; i++) {
        var channel =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(
            ByteBuffer.wrap(
                """
                GET /v1/ws HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Authorization: Bearer token-u%d\r
                \r
                """
                    .formatted(i)
                    .getBytes(US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
      while (true) {
        selector.select(key -> drain(key, buffer));
      }
    }
  }

  private static void drain(SelectionKey key, ByteBuffer buffer) {
    try {
      buffer.clear();
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
