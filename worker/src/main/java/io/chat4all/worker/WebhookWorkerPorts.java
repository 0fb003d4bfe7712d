package io.chat4all.worker;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookFeed;
import io.chat4all.core.webhook.WebhookSeal;

/// What the workers of webhooks stand on; all shared with the rest of the process.
public record WebhookWorkerPorts(
    WebhookFeed feed,
    WebhookDirectory directory,
    WebhookDeliveries deliveries,
    WebhookSeal seal,
    MessageStore messages,
    DirectoryChanges changes) {}
