package io.chat4all.gateway.rpc;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.DeadLetterIntake;
import io.chat4all.gateway.wire.DeadLetters;
import io.chat4all.protocol.v1.AdminGrpc;
import io.chat4all.protocol.v1.DiscardDeadLetterRequest;
import io.chat4all.protocol.v1.DiscardDeadLetterResponse;
import io.chat4all.protocol.v1.ListDeadLettersRequest;
import io.chat4all.protocol.v1.ListDeadLettersResponse;
import io.chat4all.protocol.v1.ReplayDeadLettersRequest;
import io.chat4all.protocol.v1.ReplayDeadLettersResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The service `Admin`. Thread-safe.
final class AdminRpcs {

  private final DeadLetterIntake deadLetters;

  AdminRpcs(DeadLetterIntake deadLetters) {
    this.deadLetters = deadLetters;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.of(
            AdminGrpc.getListDeadLettersMethod(),
            ListDeadLettersRequest.getDefaultInstance(),
            (_, request) -> list(request)),
        Rpc.of(
            AdminGrpc.getReplayDeadLettersMethod(),
            ReplayDeadLettersRequest.getDefaultInstance(),
            this::replay),
        Rpc.of(
            AdminGrpc.getDiscardDeadLetterMethod(),
            DiscardDeadLetterRequest.getDefaultInstance(),
            (_, request) -> discard(request)));
  }

  private ListDeadLettersResponse list(ListDeadLettersRequest request) {
    int size = Pages.size(request.getPageSize());
    var channel =
        request.getChannel().isEmpty()
            ? Optional.<ChannelId>empty()
            : Optional.of(new ChannelId(request.getChannel()));
    var read = deadLetters.list(channel, DeadLetters.after(request.getPageToken()), size + 1);
    return ListDeadLettersResponse.newBuilder()
        .addAllDeadLetters(Pages.cut(read, size).stream().map(DeadLetters::of).toList())
        .setNextPageToken(Pages.next(read, size, found -> DeadLetters.token(found.ticket().key())))
        .build();
  }

  private ReplayDeadLettersResponse replay(Caller caller, ReplayDeadLettersRequest request) {
    if (request.getItemsCount() == 0 == request.getChannel().isEmpty()) {
      throw ApiException.invalid("items", "items: give either these or a channel");
    }
    var done =
        request.getItemsCount() > 0
            ? deadLetters.replay(caller, keys(request))
            : deadLetters.replay(
                caller, new ChannelId(request.getChannel()), Pages.size(request.getLimit()));
    return ReplayDeadLettersResponse.newBuilder()
        .setReplayed(done.replayed())
        .setSkipped(done.skipped())
        .build();
  }

  private static List<DeliveryKey> keys(ReplayDeadLettersRequest request) {
    var keys = new ArrayList<DeliveryKey>();
    for (int i = 0; i < request.getItemsCount(); i++) {
      keys.add(DeadLetters.key("items[%d]".formatted(i), request.getItems(i)));
    }
    return keys;
  }

  private DiscardDeadLetterResponse discard(DiscardDeadLetterRequest request) {
    deadLetters.discard(DeadLetters.key("delivery", request.getDelivery()));
    return DiscardDeadLetterResponse.newBuilder().setDelivery(request.getDelivery()).build();
  }
}
