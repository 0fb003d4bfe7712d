package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/// What the gateway answered over HTTP.
record Reply(HttpResponse<String> response) {

  private static final ObjectMapper mapper = new ObjectMapper();

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  JsonNode json() {
    try {
      return mapper.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + response.body(), e);
    }
  }

  String text(String field) {
    var value = json().path(field);
    assertThat(value.isTextual()).as("%s in %s", field, response.body()).isTrue();
    return value.asText();
  }

  Reply expect(int status) {
    assertThat(status()).as(response.body()).isEqualTo(status);
    return this;
  }

  /// It is a problem with this status and code.
  Reply expectProblem(int status, String code) {
    expect(status);
    assertThat(header("content-type")).startsWith("application/problem+json");
    assertThat(text("code")).isEqualTo(code);
    assertThat(json().path("status").asInt()).isEqualTo(status);
    assertThat(text("type")).isNotEmpty();
    assertThat(text("title")).isNotEmpty();
    assertThat(text("detail")).isNotEmpty().doesNotContain("%", "Exception");
    return this;
  }

  Reply expectProblem(int status, String code, String field) {
    expectProblem(status, code);
    assertThat(text("field")).isEqualTo(field);
    return this;
  }
}
