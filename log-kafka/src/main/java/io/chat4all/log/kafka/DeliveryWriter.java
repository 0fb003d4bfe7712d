package io.chat4all.log.kafka;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.log.kafka.codec.DeliveryCodec;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Puts deliveries to the topics of their channels. Thread-safe.
final class DeliveryWriter implements DeliveryQueue {

  private final WaitingWriter writer;
  private final Function<ChannelId, String> topics;

  /// @param topics the topic of a channel, made when it is missing
  DeliveryWriter(WaitingWriter writer, Function<ChannelId, String> topics) {
    this.writer = writer;
    this.topics = topics;
  }

  @Override
  public void publish(List<DeliveryRequest> requests) {
    writer.publish(requests, this::record);
  }

  private ProducerRecord<byte[], byte[]> record(DeliveryRequest request) {
    var topic = topics.apply(request.ticket().key().channel());
    return new ProducerRecord<>(topic, DeliveryCodec.key(request), DeliveryCodec.encode(request));
  }
}
