package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

/// An Instagram professional account or a Facebook page.
public record MessagingAccountConfig(String id, String username, MetaAppConfig app) {

  public MessagingAccountConfig {
    requireNonNull(id, "id");
    requireNonNull(username, "username");
    requireNonNull(app, "app");
  }
}
