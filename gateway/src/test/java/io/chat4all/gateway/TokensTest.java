package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chat4all.core.TestClock;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.gateway.auth.AuthConfig;
import io.chat4all.gateway.auth.Identity;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tokens: how they are given and renewed, and every way to get in without one.
@Timeout(60)
class TokensTest {

  private static final TestClock clock = new TestClock();
  private static TestNode node;
  private static int users;
  private final String user = "user-" + users++;

  @BeforeAll
  static void start() {
    node = TestNode.start(clock);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void signUp() {
    node.add(user, Role.USER, "test");
  }

  @Test
  void callsWithoutATokenAreRefused() {
    var reply = node.anonymous().get("/v1/users/me").expectProblem(401, "unauthenticated");

    assertThat(reply.header("www-authenticate")).startsWith("Bearer");
  }

  @Test
  void anUnsignedTokenIsRefused() {
    var payload = part(node.user(user).token(), 1);
    var none = encode("{\"alg\":\"none\"}") + '.' + payload + '.';

    me(none).expectProblem(401, "unauthenticated");
    me(encode("{\"alg\":\"None\",\"kid\":\"" + keyId() + "\"}") + '.' + payload + ".AAAA")
        .expectProblem(401, "unauthenticated");
  }

  @Test
  void aTokenSignedWithThePublicKeyAsAnHmacSecretIsRefused() throws Exception {
    var payload = payload(node.user(user).token());
    var signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    signature.setKeyIdHeaderValue(keyId());
    signature.setKey(new HmacKey(keys().getBytes(StandardCharsets.UTF_8)));
    signature.setPayload(payload);

    me(signature.getCompactSerialization()).expectProblem(401, "unauthenticated");
  }

  @Test
  void aTokenSignedByAnotherKeyIsRefused() throws Exception {
    var payload = payload(node.user(user).token());
    var other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    for (var kid : List.of(keyId(), "unknown")) {
      var signature = new JsonWebSignature();
      signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
      signature.setKeyIdHeaderValue(kid);
      signature.setKey(other.getPrivate());
      signature.setPayload(payload);

      me(signature.getCompactSerialization()).expectProblem(401, "unauthenticated");
    }
  }

  @Test
  void aTokenWithAnotherPayloadIsRefused() {
    var token = node.user(user).token();
    var forged = payload(token).replace(user, "maria").replace("\"user\"", "\"admin\"");

    me(part(token, 0) + '.' + encode(forged) + '.' + part(token, 2))
        .expectProblem(401, "unauthenticated");
  }

  @Test
  void nonsenseIsRefused() {
    for (var token : List.of("x", "..", "a.b.c", "x".repeat(10_000), "eyJ9.e30.AA")) {
      me(token).expectProblem(401, "unauthenticated");
    }
  }

  @Test
  void aTokenExpires() {
    var bruno = node.user(user);
    bruno.get("/v1/users/me").expect(200);

    clock.advance(Duration.ofMinutes(29));
    bruno.get("/v1/users/me").expect(200);
    clock.advance(Duration.ofMinutes(2));

    bruno.get("/v1/users/me").expectProblem(401, "unauthenticated");
  }

  @Test
  void theTokenOfADeletedUserIsRefusedAtOnce() {
    var bruno = node.user(user);
    bruno.get("/v1/users/me").expect(200);

    bruno.delete("/v1/users/me").expect(204);

    bruno.get("/v1/users/me").expectProblem(401, "unauthenticated");
    node.anonymous()
        .form("/token", "username=" + user + "&password=test")
        .expectProblem(401, "invalid_credentials");
  }

  @Test
  void aNewPasswordEndsOlderTokens() {
    var login = node.anonymous().form("/token", "username=" + user + "&password=test");
    var bruno = node.anonymous().as(login.text("access_token"));
    bruno.get("/v1/users/me").expect(200);

    bruno.patch("/v1/users/me", "{\"password\":\"another one\"}").expect(200);

    bruno.get("/v1/users/me").expectProblem(401, "unauthenticated");
    refresh(login.text("refresh_token")).expectProblem(401, "invalid_refresh_token");
    node.anonymous().form("/token", "username=" + user + "&password=another+one").expect(200);
  }

  @Test
  void anAccessTokenCanBeRevoked() {
    var bruno = node.user(user);
    bruno.get("/v1/users/me").expect(200);

    node.anonymous()
        .post("/auth/revoke", "{\"token\":\"%s\"}".formatted(bruno.token()))
        .expect(204);

    bruno.get("/v1/users/me").expectProblem(401, "unauthenticated");
    node.anonymous().post("/auth/revoke", "{\"token\":\"unknown\"}").expect(204);
    node.anonymous().post("/auth/revoke", "{\"token\":\"un.kno.wn\"}").expect(204);
  }

  @Test
  void aRefreshTokenWorksOnceAndItsReuseRevokesTheFamily() {
    var first = node.anonymous().form("/token", "username=" + user + "&password=test").expect(200);
    var second = refresh(first.text("refresh_token")).expect(200);
    assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
    me(second.text("access_token")).expect(200);

    refresh(first.text("refresh_token")).expectProblem(401, "refresh_token_reused");

    refresh(second.text("refresh_token")).expectProblem(401, "invalid_refresh_token");
  }

  @Test
  void aRefreshTokenWorksInTheFormToo() {
    var first = node.anonymous().form("/token", "username=" + user + "&password=test").expect(200);

    node.anonymous()
        .form("/token", "grant_type=refresh_token&refresh_token=" + first.text("refresh_token"))
        .expect(200);
  }

  @Test
  void aRefreshTokenExpires() {
    var login = node.anonymous().form("/token", "username=" + user + "&password=test").expect(200);

    clock.advance(Duration.ofDays(31));

    refresh(login.text("refresh_token")).expectProblem(401, "invalid_refresh_token");
  }

  @Test
  void wrongCredentialsAreAnsweredAlike() {
    var wrong = node.anonymous().form("/token", "username=" + user + "&password=wrong");
    var unknown = node.anonymous().form("/token", "username=nobody&password=wrong");
    var tooLong =
        node.anonymous().form("/token", "username=" + user + "&password=" + "x".repeat(100));
    var impossible = node.anonymous().form("/token", "username=%25%25&password=wrong");

    wrong.expectProblem(401, "invalid_credentials");
    for (var other : List.of(unknown, tooLong, impossible)) {
      assertThat(other.response().body()).isEqualTo(wrong.response().body());
    }
  }

  @Test
  void somebodyWithoutASecretCannotSignIn() {
    node.addContact("contact");
    var wrong = node.anonymous().form("/token", "username=" + user + "&password=wrong");

    for (var password : List.of("", "x", "%00")) {
      var reply = node.anonymous().form("/token", "username=contact&password=" + password);
      reply.expectProblem(401, "invalid_credentials");
      assertThat(reply.response().body()).isEqualTo(wrong.response().body());
    }
  }

  @Test
  void whoLosesTheirSecretGetsNoMoreTokens() {
    var login = node.anonymous().form("/token", "username=" + user + "&password=test").expect(200);

    node.addContact(user);

    refresh(login.text("refresh_token")).expectProblem(401, "invalid_refresh_token");
  }

  @Test
  void credentialsOfOneKindAreNoneOfAnother() {
    node.anonymous()
        .form("/token", "username=admin_client&password=super_secret_key")
        .expectProblem(401, "invalid_credentials");
    node.anonymous()
        .post("/auth/token", "{\"client_id\":\"%s\",\"client_secret\":\"test\"}".formatted(user))
        .expectProblem(401, "invalid_credentials");
  }

  @Test
  void unknownGrantsAndMissingFieldsAreRefused() {
    node.anonymous()
        .form("/token", "grant_type=magic")
        .expectProblem(400, "unsupported_grant_type", "grant_type");
    node.anonymous().post("/auth/token", "{}").expectProblem(400, "invalid_argument", "client_id");
  }

  @Test
  void onlyAdminsManageApiClients() {
    var body = "{\"client_id\":\"crm\",\"role\":\"service\"}";
    node.user(user).post("/v1/clients", body).expectProblem(403, "permission_denied");
    var admin = node.admin();

    var made = admin.post("/v1/clients", body).expect(201);

    var crm = node.client("crm", made.text("client_secret"));
    crm.get("/v1/users/me").expect(200);
    assertThat(admin.get("/v1/clients").expect(200).json().findValuesAsText("client_id"))
        .contains("crm", "admin_client");
    assertThat(admin.get("/v1/clients").response().body()).doesNotContain("secret");
    admin.delete("/v1/clients/crm").expect(204);
    crm.get("/v1/users/me").expectProblem(401, "unauthenticated");
    admin.post("/v1/clients", body).expectProblem(409, "already_exists");
    admin.delete("/v1/clients/" + user).expectProblem(404, "not_found");
  }

  @Test
  void tokensOutliveARestartAndAreGoodOnEveryGateway() {
    var bruno = node.user(user);

    try (var other = identity(node.accounts, TestNode.SECRET_KEY)) {
      var verified = other.verifier().verify(bruno.token());

      assertThat(verified.caller().id().value()).isEqualTo(user);
      assertThat(verified.expiresAt()).isAfter(clock.instant());
    }
  }

  @Test
  void anotherSecretKeyDoesNotOpenTheSigningKeys() {
    assertThatThrownBy(() -> identity(node.accounts, "some other secret key"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SECRET_KEY");
    assertThat(node.accounts.signingKeys().getFirst().toString())
        .doesNotContain(TestNode.SECRET_KEY);
  }

  @Test
  void configurationNamesWhatIsWrongAndNeverPrintsTheSecret() {
    assertThatThrownBy(() -> AuthConfig.of(new Secret("short")))
        .hasMessageContaining("secret key")
        .hasMessageNotContaining("short");
    assertThat(AuthConfig.of(new Secret(TestNode.SECRET_KEY)).toString())
        .doesNotContain(TestNode.SECRET_KEY);
  }

  private static Identity identity(InMemoryAccountDirectory accounts, String secret) {
    return new Identity(AuthConfig.of(new Secret(secret)), accounts, new InMemoryLog(), clock);
  }

  private static Reply me(String token) {
    return node.anonymous().as(token).get("/v1/users/me");
  }

  private static Reply refresh(String token) {
    return node.anonymous().post("/auth/token", "{\"refresh_token\":\"%s\"}".formatted(token));
  }

  private static String keys() {
    return node.anonymous().get("/.well-known/jwks.json").expect(200).response().body();
  }

  private static String keyId() {
    try {
      return new ObjectMapper().readTree(keys()).path("keys").get(0).path("kid").asText();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(String token, int index) {
    return token.split("\\.", -1)[index];
  }

  private static String payload(String token) {
    return new String(Base64.getUrlDecoder().decode(part(token, 1)), StandardCharsets.UTF_8);
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
