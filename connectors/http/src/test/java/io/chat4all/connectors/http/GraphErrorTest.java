package io.chat4all.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.core.identity.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphErrorTest {

  private static final Redaction REDACTION = new Redaction(List.of(new Secret("EAAtoken")));

  @ParameterizedTest
  @CsvSource({
    "401, 190, 463, ACCOUNT",
    "401, 0, 0, ACCOUNT",
    "403, 10, 0, ACCOUNT",
    "403, 200, 0, ACCOUNT",
    "403, 299, 0, ACCOUNT",
    "500, 3, 0, ACCOUNT",
    "403, 368, 0, ACCOUNT",
    "400, 131042, 0, ACCOUNT",
    "400, 133010, 0, ACCOUNT",
    "403, 131031, 0, ACCOUNT",
    "401, 7777, 0, ACCOUNT",
    "400, 131026, 0, RECIPIENT",
    "400, 131047, 0, RECIPIENT",
    "400, 131021, 0, RECIPIENT",
    "400, 100, 2534014, RECIPIENT",
    "400, 100, 2018001, RECIPIENT",
    "400, 10, 2534022, RECIPIENT",
    "403, 10, 2018278, RECIPIENT",
    "400, 551, 1545041, RECIPIENT",
    "403, 10, 2018108, RECIPIENT",
    "400, 100, 0, MESSAGE",
    "400, 100, 33, MESSAGE",
    "400, 100, 2018109, MESSAGE",
    "400, 131051, 0, MESSAGE",
    "404, 132001, 0, MESSAGE",
    "400, 131053, 0, MESSAGE",
    "400, 9999999, 0, MESSAGE"
  })
  void refusals(int status, int code, int subcode, Fault fault) {
    var outcome = outcome(status, code, subcode, Map.of());

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).fault()).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 131056, 4, RECIPIENT", "400, 1, 0, RECIPIENT", "429, 4, 0, ACCOUNT",
    "400, 80007, 0, ACCOUNT", "400, 130429, 0, ACCOUNT", "429, 613, 0, ACCOUNT",
    "500, 131057, 60, ACCOUNT", "400, 131048, 3600, ACCOUNT", "400, 2, 0, ACCOUNT",
    "429, 7777, 0, ACCOUNT"
  })
  void waits(int status, int code, long seconds, Scope scope) {
    var outcome = outcome(status, code, 0, Map.of());

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(((Outcome.Deferred) outcome).delay()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(((Outcome.Deferred) outcome).scope()).isEqualTo(scope);
  }

  @ParameterizedTest
  @CsvSource({"503, 2", "500, 131000", "500, 131016", "500, 1", "500, 7777", "502, 1200"})
  void aServerErrorMayHideAMessageThatWasTaken(int status, int code) {
    assertThat(outcome(status, code, 0, Map.of())).isInstanceOf(Outcome.Uncertain.class);
  }

  @Test
  void anExhaustedRateSaysWhenItComesBack() {
    var usage =
        "{\"102290129340398\":[{\"type\":\"whatsapp\",\"call_count\":100,"
            + "\"estimated_time_to_regain_access\":5}]}";

    var outcome = outcome(400, 80007, 0, Map.of("x-business-use-case-usage", usage));

    assertThat(((Outcome.Deferred) outcome).delay()).isEqualTo(Duration.ofMinutes(5));
    assertThat(((Outcome.Deferred) outcome(429, 4, 0, Map.of("retry-after", "9"))).delay())
        .isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void theReasonHasCodeSubcodeAndWordsButNoToken() {
    var json =
        "{\"error\":{\"message\":\"Malformed access token EAAtoken\",\"code\":190,"
            + "\"error_subcode\":463,\"error_data\":{\"details\":\"expired\"}}}";
    var answer = new Reply.Answered(401, Map.of(), Json.read(json));

    assertThat(GraphError.of(answer, REDACTION).orElseThrow().reason())
        .isEqualTo("190/463 Malformed access token [secret] (expired)");
  }

  @ParameterizedTest
  @CsvSource({"{}", "{\"error\":null}", "{\"error\":[1]}", "{\"error\":\"x\"}"})
  void anAnswerWithoutAnEnvelopeIsNotUnderstood(String json) {
    var answer = new Reply.Answered(503, Map.of(), Json.read(json));

    assertThat(GraphError.of(answer, REDACTION)).isEmpty();
    assertThat(GraphError.outcome(answer, REDACTION)).isInstanceOf(Outcome.Uncertain.class);
  }

  @Test
  void onlyErrorsOfTheRecipientSayThatTheyAreGone() {
    assertThat(GraphError.isRecipientGone(131026, 0)).isTrue();
    assertThat(GraphError.isRecipientGone(131047, 0)).isTrue();
    assertThat(GraphError.isRecipientGone(131053, 0)).isFalse();
    assertThat(GraphError.isRecipientGone(-1, 0)).isFalse();
  }

  private static Outcome outcome(int status, int code, int subcode, Map<String, String> headers) {
    var json =
        "{\"error\":{\"message\":\"(#%d) words\",\"code\":%d,\"error_subcode\":%d}}"
            .formatted(code, code, subcode);
    return GraphError.outcome(new Reply.Answered(status, headers, Json.read(json)), REDACTION);
  }
}
