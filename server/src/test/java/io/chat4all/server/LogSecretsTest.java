package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a library logs is printed without credentials, whichever logger it is.
class LogSecretsTest {

  private static final String TOKEN = "700100200:AAE-a_Telegram-token";

  private final PrintStream standard = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final LoggerContext logback = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    logback.setMDCAdapter(new LogbackMDCAdapter());
    var configurator = new JoranConfigurator();
    configurator.setContext(logback);
    configurator.doConfigure(
        Objects.requireNonNull(LogSecretsTest.class.getResource("/logback.xml")));
  }

  @AfterEach
  void restore() {
    logback.stop();
    System.setErr(standard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.linecorp.armeria.client.HttpResponseWrapper",
        "com.linecorp.armeria.internal.common.RequestContextUtil",
        "io.netty.util.concurrent.DefaultPromise",
        "somebody.else"
      })
  void requestsToTelegramAreNamedWithoutTheToken(String logger) {
    for (var path : new String[] {"/bot" + TOKEN + "/getUpdates", "/file/bot" + TOKEN + "/a.jpg"}) {
      RequestContext call = ClientRequestContext.of(HttpRequest.of(HttpMethod.POST, path));
      assertThat(call.toString()).contains(TOKEN);

      logback
          .getLogger(logger)
          .warn("{} Unexpected exception", call, new IllegalStateException("at " + path));
    }

    assertThat(printed())
        .contains("Unexpected exception", "/bot[secret]/getUpdates", "/file/bot[secret]/a.jpg")
        .contains("IllegalStateException: at /bot[secret]/getUpdates", "LogSecretsTest")
        .doesNotContain("AAE-a_Telegram-token");
  }

  @Test
  void credentialsInQueriesAreNotPrinted() {
    logback
        .getLogger("com.linecorp.armeria.client.HttpResponseWrapper")
        .error("GET /me?access_token=abc-123&appsecret_proof=def456 and hub.verify_token=ghi)");

    assertThat(printed())
        .contains("access_token=[secret]&appsecret_proof=[secret] and hub.verify_token=[secret])")
        .doesNotContain("abc-123", "def456", "ghi");
  }

  @Test
  void everythingElseIsPrintedAsItIs() {
    logback.getLogger("io.chat4all.Some").info("Polling started: account=telegram/main bot=7");

    assertThat(printed()).endsWith("- Polling started: account=telegram/main bot=7\n");
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
