package io.chat4all.worker;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Memberships;
import java.util.function.Function;

/// The rules that the channels' workers follow.
///
/// @param names what users are called; must not throw
public record ChannelRules(
    ConversationIntake conversations,
    Memberships memberships,
    Contacts contacts,
    AccountDirectory accounts,
    Function<UserId, String> names) {}
