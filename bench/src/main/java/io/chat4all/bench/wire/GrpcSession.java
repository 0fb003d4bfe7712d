package io.chat4all.bench.wire;

import io.chat4all.protocol.v1.Ack;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Sync;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;

/// One `Connect` stream. Used on the loop of its transport only.
final class GrpcSession implements Session {
  private final ClientCall<byte[], byte[]> call;
  private final ProtoFrames frames;
  private boolean started;
  private boolean ended;

  GrpcSession(ClientCall<byte[], byte[]> call, ProtoFrames frames) {
    this.call = call;
    this.frames = frames;
  }

  void start(Metadata headers, boolean receives, SessionListener listener) {
    if (ended) {
      return;
    }
    started = true;
    call.start(new Listening(receives, listener), headers);
    call.request(Integer.MAX_VALUE);
  }

  @Override
  public void send(int index, ConversationRef conversation, int counter, long dueNanos) {
    write(frames.send(index, conversation, counter, dueNanos));
  }

  @Override
  public void ack(ConversationRef conversation, long seq) {
    var ack = Ack.newBuilder().setConversationId(conversation.idText()).setSeq(seq);
    write(ClientFrame.newBuilder().setAck(ack).build().toByteArray());
  }

  @Override
  public void sync(ConversationRef[] conversations, long[] afterSeqs) {
    var sync = Sync.newBuilder();
    for (int i = 0; i < conversations.length; i++) {
      sync.addCursors(
          Cursor.newBuilder()
              .setConversationId(conversations[i].idText())
              .setAfterSeq(afterSeqs[i]));
    }
    write(ClientFrame.newBuilder().setId("sync").setSync(sync).build().toByteArray());
  }

  /// Nothing to do: the stream flushes by itself at the end of the loop's turn.
  @Override
  public void flush() {}

  @Override
  public void close() {
    ended = true;
    if (started) {
      call.cancel("done", null);
    }
  }

  private void write(byte[] frame) {
    if (started && !ended) {
      call.sendMessage(frame);
    }
  }

  private final class Listening extends ClientCall.Listener<byte[]> {
    private final boolean receives;
    private final SessionListener listener;

    Listening(boolean receives, SessionListener listener) {
      this.receives = receives;
      this.listener = listener;
    }

    @Override
    public void onMessage(byte[] frame) {
      try {
        frames.read(frame, receives, listener);
      } catch (IOException e) {
        call.cancel("unreadable frame", e);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!ended) {
        ended = true;
        listener.closed(status.getCode() + " " + status.getDescription());
      }
    }
  }
}
