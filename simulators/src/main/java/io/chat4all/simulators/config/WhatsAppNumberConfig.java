package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// A business's WhatsApp number on the Cloud API.
///
/// @param displayNumber digits of the number as people see it
/// @param coexistence whether the number is also used in the WhatsApp Business app: only then are
///   people's edits and deletions reported
public record WhatsAppNumberConfig(
    String phoneNumberId,
    String displayNumber,
    String businessAccountId,
    MetaAppConfig app,
    boolean coexistence,
    List<TemplateConfig> templates) {

  public WhatsAppNumberConfig {
    requireNonNull(phoneNumberId, "phoneNumberId");
    requireNonNull(displayNumber, "displayNumber");
    requireNonNull(businessAccountId, "businessAccountId");
    requireNonNull(app, "app");
    templates = List.copyOf(templates);
  }
}
