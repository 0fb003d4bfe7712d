package io.chat4all.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InMemoryLogTest {

  private final InMemoryLog log = new InMemoryLog();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void refusesWithTheCodeItWasTold() {
    log.refuse(ErrorCode.OVERLOADED);

    assertThatThrownBy(() -> log.append(LogSamples.message(LogSamples.conversation(), "x")))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
    assertThat(log.facts()).isEmpty();
  }

  @Test
  void keepsWhatItDoesNotAcknowledge() {
    log.loseAcks();
    var fact = LogSamples.message(LogSamples.conversation(), "x");

    assertThatThrownBy(() -> log.append(fact)).isInstanceOf(ApiException.class);
    assertThat(log.facts()).containsExactly(fact);
  }

  @Test
  void heldAcksComeWithTheRecovery() {
    var heard = new ArrayList<String>();
    log.holdAcks();
    log.append(LogSamples.message(LogSamples.conversation(), "x"), recording(heard));
    assertThat(heard).isEmpty();

    log.recover();

    assertThat(heard).containsExactly("acknowledged");
  }

  @Test
  void knowsWhenEverythingIsCommitted() throws Exception {
    log.append(LogSamples.message(LogSamples.conversation(), "x"));
    assertThat(log.awaitCommitted(Duration.ZERO)).isFalse();

    try (var _ = log.conversations(new RecordingHandler<>())) {
      assertThat(log.awaitCommitted(Duration.ofSeconds(20))).isTrue();
    }
  }

  private static AppendCallback recording(List<String> heard) {
    return new AppendCallback() {
      @Override
      public void acknowledged() {
        heard.add("acknowledged");
      }

      @Override
      public void failed(ApiException cause) {
        heard.add(cause.code().code());
      }
    };
  }

  @Nested
  class Facts extends FactLogContract {
    @Override
    protected FactLog log() {
      return log;
    }

    @Override
    protected FactFeed feed() {
      return log;
    }
  }

  @Nested
  class Works extends WorkFeedContract {
    @Override
    protected DeliveryQueue deliveries() {
      return log.deliveryQueue();
    }

    @Override
    protected InboundLog inbound() {
      return log;
    }

    @Override
    protected WorkFeed feed() {
      return log;
    }
  }

  @Nested
  class Events extends EventLogContract {
    @Override
    protected EventLog log() {
      return log;
    }

    @Override
    protected EventFeed feed() {
      return log;
    }
  }

  @Nested
  class Directory extends DirectoryChangesContract {
    @Override
    protected DirectoryChanges here() {
      return log;
    }

    @Override
    protected DirectoryChanges there() {
      return log;
    }
  }
}
