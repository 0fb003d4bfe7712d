package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.gateway.openapi.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The documentation: complete, true, and served without another host.
@Timeout(60)
class DocumentsTest {

  private static TestNode node;
  private static Rest anyone;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    anyone = node.anonymous();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void everythingInTheContractHasAComment() {
    var contract = Contract.load();
    var missing = new TreeSet<String>();
    for (var file : contract.files()) {
      for (var service : file.getServices()) {
        check(contract, service.getFullName(), missing);
        service.getMethods().forEach(rpc -> check(contract, rpc.getFullName(), missing));
      }
      for (var type : file.getMessageTypes()) {
        check(contract, type.getFullName(), missing);
        type.getFields().forEach(field -> check(contract, field.getFullName(), missing));
      }
      for (var type : file.getEnumTypes()) {
        check(contract, type.getFullName(), missing);
        type.getValues()
            .forEach(value -> check(contract, type.getFullName() + '.' + value.getName(), missing));
      }
    }

    assertThat(contract.files()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyPathOfTheDocumentIsServed() {
    var paths = document().path("paths");
    var notServed = new ArrayList<String>();
    for (var path : paths.properties()) {
      for (var operation : path.getValue().properties()) {
        var verb = operation.getKey().toUpperCase(Locale.ROOT);
        var filled = path.getKey().replaceAll("\\{[a-z_]+}", "x");
        var reply = anyone.send(verb, filled, new byte[0], Map.of());
        boolean unknown = reply.status() == 404 && reply.text("detail").equals("no such path");
        if (unknown || reply.status() == 405) {
          notServed.add(verb + ' ' + path.getKey());
        }
      }
    }

    assertThat(paths).hasSizeGreaterThan(35);
    assertThat(notServed).isEmpty();
  }

  @Test
  void theDocumentSaysWhatTheContractSays() {
    var send = document().path("paths").path("/v1/messages").path("post");

    assertThat(document().path("openapi").asText()).startsWith("3.1");
    assertThat(send.path("responses").has("202")).isTrue();
    assertThat(send.path("responses").has("200")).isFalse();
    assertThat(send.path("responses").path("409").path("description").asText())
        .contains("message_id_conflict");
    var schemas = document().path("components").path("schemas");
    var id = schemas.path("SendMessageRequest").path("properties").path("message_id");
    assertThat(id.path("format").asText()).isEqualTo("uuid");
    var message = schemas.path("Message").path("properties");
    assertThat(message.path("seq").path("format").asText()).isEqualTo("int64");
    assertThat(message.path("created_at").path("format").asText()).isEqualTo("date-time");
    assertThat(message.path("status").path("enum")).hasSize(5);
    var signUp = schemas.path("CreateUserRequest").path("properties");
    assertThat(signUp.path("username").path("pattern").asText()).isNotEmpty();
    assertThat(signUp.path("password").has("maxLength")).isTrue();
    assertThat(schemas.path("Problem").path("properties").path("code").path("enum"))
        .hasSizeGreaterThan(20);
    assertThat(document().path("paths").path("/token").path("post").path("security")).isEmpty();
  }

  @Test
  void everyReferenceOfTheDocumentResolves() {
    var document = document();
    var references = new TreeSet<>(document.findValuesAsText("$ref"));

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse());
  }

  @Test
  void swaggerUiIsServedFromHere() {
    assertThat(anyone.get("/").status()).isEqualTo(307);
    assertThat(anyone.get("/docs").header("location")).isEqualTo("/docs/");
    var page = anyone.get("/docs/").expect(200);
    assertThat(page.header("content-type")).startsWith("text/html");
    assertThat(page.response().body()).contains("swagger-ui").doesNotContain("http://", "https://");
    assertThat(anyone.get("/docs/swagger-initializer.js").expect(200).response().body())
        .contains("/openapi.json")
        .doesNotContain("petstore");
    for (var file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
      anyone.get("/docs/" + file).expect(200);
    }
  }

  @Test
  void thePublicKeysAreAJsonWebKeySet() {
    var key = anyone.get("/.well-known/jwks.json").expect(200).json().path("keys").get(0);

    assertThat(key.path("kty").asText()).isEqualTo("OKP");
    assertThat(key.path("crv").asText()).isEqualTo("Ed25519");
    assertThat(key.path("alg").asText()).isEqualTo("EdDSA");
    assertThat(key.path("x").asText()).hasSize(43);
    assertThat(key.has("d")).isFalse();
  }

  private static JsonNode document() {
    return anyone.get("/openapi.json").expect(200).json();
  }

  private static void check(Contract contract, String name, Set<String> missing) {
    if (contract.comment(name).isBlank()) {
      missing.add(name);
    }
  }
}
