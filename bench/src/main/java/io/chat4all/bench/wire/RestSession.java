package io.chat4all.bench.wire;

/// One user's kept-alive HTTP connections; a conversation always takes the same one.
final class RestSession implements Session {
  private static final String BODY =
      "{\"message_id\":\""
          + SendTemplate.MESSAGE
          + "\",\"conversation_id\":\""
          + SendTemplate.CONVERSATION
          + "\",\"content\":\""
          + SendTemplate.TEXT
          + "\"}";

  private final SendTemplate template;
  private final RestConnection[] connections;

  RestSession(
      NettyLoop loop, MessageCodec codec, Login login, SessionListener listener, int connections) {
    int length = BODY.length() - 3 + 2 * MessageCodec.ID_LENGTH + codec.size();
    template =
        new SendTemplate(
            codec,
            "POST /v1/messages HTTP/1.1\r\nHost: "
                + loop.endpoint().authority()
                + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + login.token()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n"
                + BODY);
    this.connections = new RestConnection[connections];
    for (int i = 0; i < connections; i++) {
      this.connections[i] = new RestConnection(loop, listener);
    }
  }

  @Override
  public void send(int index, ConversationRef conversation, int counter, long dueNanos) {
    int slot = ((conversation.number() * 0x9e37_79b9) >>> 8) % connections.length;
    connections[slot].post(index, template.fill(index, conversation, counter, dueNanos));
  }

  @Override
  public void ack(ConversationRef conversation, long seq) {
    throw new UnsupportedOperationException("a sender acknowledges nothing");
  }

  @Override
  public void sync(ConversationRef[] conversations, long[] afterSeqs) {
    throw new UnsupportedOperationException("a sender syncs nothing");
  }

  @Override
  public void flush() {
    for (var connection : connections) {
      connection.flush();
    }
  }

  @Override
  public void close() {
    for (var connection : connections) {
      connection.close();
    }
  }
}
