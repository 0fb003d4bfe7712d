package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;

/// What a Meta app knows of one account: the token for calls, the secret that signs webhooks, the
/// token of the webhook's verification, and where webhooks go.
public record MetaAppConfig(
    String accessToken, String appSecret, String verifyToken, Optional<URI> webhook) {

  public MetaAppConfig {
    requireNonNull(accessToken, "accessToken");
    requireNonNull(appSecret, "appSecret");
    requireNonNull(verifyToken, "verifyToken");
    requireNonNull(webhook, "webhook");
  }

  public MetaAppConfig withWebhook(URI webhook) {
    return new MetaAppConfig(accessToken, appSecret, verifyToken, Optional.of(webhook));
  }

  @Override
  public String toString() {
    return "MetaAppConfig[webhook=" + webhook + ", secrets=[secret]]";
  }
}
