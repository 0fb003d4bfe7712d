package io.chat4all.server;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.IntakeLimits;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.core.query.ConversationReader;
import io.chat4all.core.query.MessageReader;
import io.chat4all.core.query.Readers;
import java.security.SecureRandom;
import java.time.Clock;

/// The core's rules, wired over the engines.
record Rules(
    Directories directories,
    Memberships memberships,
    PendingMessages pending,
    Intakes intakes,
    Readers readers)
    implements AutoCloseable {

  static Rules wire(ServerConfig.Messages config, Engines engines, Clock clock) {
    var stores = engines.stores();
    var log = engines.log();
    var limits = new IntakeLimits(config.maxTextBytes(), config.maxMembers());
    ConversationDirectory conversations = stores.conversations();
    var directories = new Directories(stores.accounts(), conversations);
    var memberships = new Memberships(conversations, log.directoryChanges(), clock);
    var pending = new PendingMessages();
    var finder = new MessageFinder(stores.messages(), pending, memberships);
    var conversationIntake =
        new ConversationIntake(
            directories,
            memberships,
            stores.messages(),
            log.directoryChanges(),
            log.facts(),
            limits,
            clock);
    var ids = new UuidV7(clock, new SecureRandom().nextLong());
    return new Rules(
        directories,
        memberships,
        pending,
        new Intakes(
            new MessageIntake(
                conversationIntake, memberships, finder, log.facts(), limits, ids, clock),
            conversationIntake,
            new ReceiptIntake(memberships, conversations, finder, log.facts(), clock)),
        new Readers(
            new MessageReader(stores.messages(), finder, pending, memberships),
            new ConversationReader(conversations, stores.messages(), memberships)));
  }

  @Override
  public void close() {
    memberships.close();
  }
}
