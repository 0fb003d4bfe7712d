package io.chat4all.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies the webhooks of Meta's platforms and hands their JSON on.
///
/// A GET with `hub.mode=subscribe` and the right `hub.verify_token` is answered with its
/// `hub.challenge`; a POST must carry `X-Hub-Signature-256: sha256=<hex>`, the HMAC-SHA256 of the
/// raw body under the app secret (Meta for Developers, Graph API Webhooks). Thread-safe.
public final class HubWebhook implements WebhookHandler {

  private static final Logger log = LoggerFactory.getLogger(HubWebhook.class);
  private static final String PREFIX = "sha256=";

  private final Secret verifyToken;
  private final Secret appSecret;
  private final Set<String> objects;
  private final Function<JsonNode, List<InboundEvent>> reader;

  /// @param objects the values of the field `object` that are this channel's; others are unreadable
  /// @param reader makes events of a genuine body, passing over what it does not know; should it
  ///   throw, the body is unreadable
  public HubWebhook(
      Secret verifyToken,
      Secret appSecret,
      Set<String> objects,
      Function<JsonNode, List<InboundEvent>> reader) {
    this.verifyToken = verifyToken;
    this.appSecret = appSecret;
    this.objects = Set.copyOf(objects);
    this.reader = reader;
  }

  @Override
  public WebhookOutcome read(WebhookRequest request) {
    return switch (request.method()) {
      case "GET" -> challenge(request);
      case "POST" -> post(request);
      default -> new WebhookOutcome.Unreadable("neither GET nor POST");
    };
  }

  private WebhookOutcome challenge(WebhookRequest request) {
    var token = request.query("hub.verify_token").orElse("");
    if (!ConstantTime.equal(token, verifyToken.reveal())) {
      return new WebhookOutcome.Forged("hub.verify_token is missing or wrong");
    }
    var challenge = request.query("hub.challenge").orElse("");
    if (!request.query("hub.mode").orElse("").equals("subscribe") || challenge.isEmpty()) {
      return new WebhookOutcome.Unreadable("no hub.challenge to subscribe with");
    }
    return new WebhookOutcome.Challenge(challenge);
  }

  private WebhookOutcome post(WebhookRequest request) {
    var signature = request.header("X-Hub-Signature-256").orElse("");
    if (!isSigned(signature, request.body())) {
      return new WebhookOutcome.Forged("X-Hub-Signature-256 is missing or wrong");
    }
    var json = Json.read(request.body());
    if (json.isEmpty()) {
      return new WebhookOutcome.Unreadable("no JSON object");
    }
    var object = Json.text(json.get(), "object");
    if (!objects.contains(object)) {
      return new WebhookOutcome.Unreadable(
          "another object (expected: one of %s)".formatted(objects));
    }
    try {
      return new WebhookOutcome.Events(reader.apply(json.get()));
    } catch (RuntimeException e) {
      log.error("A genuine webhook cannot be read: object={}", object, e);
      return new WebhookOutcome.Unreadable("cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private boolean isSigned(String signature, byte[] body) {
    if (!signature.startsWith(PREFIX) || !appSecret.isSet()) {
      return false;
    }
    var expected = PREFIX + HexFormat.of().formatHex(hmac(body));
    return MessageDigest.isEqual(
        signature.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] hmac(byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(appSecret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("no HmacSHA256", e);
    }
  }
}
