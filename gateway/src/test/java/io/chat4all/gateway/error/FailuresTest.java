package io.chat4all.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chat4all.core.error.ErrorCode;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class FailuresTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Failures.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  static Stream<Throwable> disconnections() {
    return Stream.of(
        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
        new IOException("Broken pipe"),
        new SocketException("Connection reset"),
        new ClosedChannelException(),
        new CompletionException(new IOException("writevAddresses(..): Connection reset by peer")));
  }

  @ParameterizedTest
  @MethodSource("disconnections")
  void aCallerWhoseConnectionBrokeIsNoErrorOfOurs(Throwable failure) {
    assertThat(Failures.of(failure, "any").code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(log.list).isEmpty();
  }

  @Test
  void anotherFailureOfInputAndOutputIsAnErrorOfOurs() {
    assertThat(Failures.of(new IOException("No space left on device"), "any").code())
        .isEqualTo(ErrorCode.INTERNAL);
    assertThat(log.list).hasSize(1);
  }
}
