package io.chat4all.connectors.http;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The table of Graph API errors: what each code, or code and subcode, of the WhatsApp Cloud API,
/// Instagram and Messenger means for a message. HTTP statuses decide only about unknown codes.
final class GraphErrors {

  /// What follows from an error.
  sealed interface Rule {
    record Refuse(Fault fault) implements Rule {}

    record Wait(Scope scope, Duration delay) implements Rule {}

    /// The provider is not well. With a 4xx it turned the call away; with a 5xx the message may be
    /// out all the same.
    record Unwell(Scope scope) implements Rule {}
  }

  static final Rule RECIPIENT = new Rule.Refuse(Fault.RECIPIENT);
  private static final Rule MESSAGE = new Rule.Refuse(Fault.MESSAGE);
  private static final Rule ACCOUNT = new Rule.Refuse(Fault.ACCOUNT);
  private static final Rule UNWELL = new Rule.Unwell(Scope.ACCOUNT);
  private static final Rule UNKNOWN = new Rule.Unwell(Scope.RECIPIENT);
  private static final Rule WAIT_ACCOUNT = new Rule.Wait(Scope.ACCOUNT, Duration.ZERO);
  private static final Rule WAIT_MINUTE = new Rule.Wait(Scope.ACCOUNT, Duration.ofMinutes(1));
  private static final Rule WAIT_HOUR = new Rule.Wait(Scope.ACCOUNT, Duration.ofHours(1));
  private static final Rule WAIT_PAIR = new Rule.Wait(Scope.RECIPIENT, Duration.ofSeconds(4));

  private static final Map<Integer, Rule> BY_CODE = new HashMap<>();
  private static final Map<Long, Rule> BY_SUBCODE = new HashMap<>();

  static {
    // Credentials, rights, payment, policy: a person has to see to the account.
    codes(ACCOUNT, 0, 3, 10, 33, 190, 230, 368);
    codes(ACCOUNT, 131005, 131031, 131042, 131045, 133006, 133008, 133010);
    // Rates of the app, the business or the number.
    codes(WAIT_ACCOUNT, 4, 613, 80002, 80006, 80007, 130429);
    codes(WAIT_MINUTE, 131057);
    codes(WAIT_HOUR, 131048, 133016);
    codes(WAIT_PAIR, 131056);
    // The provider is not well.
    codes(UNWELL, 2, 131016);
    codes(UNKNOWN, 1, 1200, 131000, 1545133);
    // This person: not there, blocked us, window closed, opted out, wrote to themselves.
    codes(RECIPIENT, 551, 130472, 131021, 131026, 131030, 131047, 131049, 131050, 2534001);
    // This message: parameters, type, media, template.
    codes(MESSAGE, 100, 131008, 131009, 131051, 131052, 131053, 131062);
    codes(MESSAGE, 132000, 132001, 132005, 132007, 132012, 132015, 132016);
    subcodes(RECIPIENT, 10, 2018065, 2018108, 2018278, 2534022);
    subcodes(RECIPIENT, 100, 2018001, 2534014);
    subcodes(RECIPIENT, 200, 1545041, 2018108);
  }

  private GraphErrors() {}

  private static void codes(Rule rule, int... codes) {
    for (var code : codes) {
      BY_CODE.put(code, rule);
    }
  }

  private static void subcodes(Rule rule, int code, int... subcodes) {
    for (var subcode : subcodes) {
      BY_SUBCODE.put(key(code, subcode), rule);
    }
  }

  private static long key(int code, int subcode) {
    return ((long) code << 32) | subcode;
  }

  /// What is known about a code; empty for an unknown one.
  static Optional<Rule> rule(int code, int subcode) {
    var bySubcode = BY_SUBCODE.get(key(code, subcode));
    if (bySubcode != null) {
      return Optional.of(bySubcode);
    }
    if (code >= 200 && code <= 299) {
      return Optional.of(ACCOUNT);
    }
    return Optional.ofNullable(BY_CODE.get(code))
        .or(() -> Optional.ofNullable(subcode > 1_000_000 ? BY_CODE.get(subcode) : null));
  }

  static Outcome outcome(GraphError error) {
    return switch (rule(error.code(), error.subcode()).orElseGet(() -> unknown(error))) {
      case Rule.Refuse(var fault) -> new Outcome.Refused(fault, error.reason());
      case Rule.Wait(var scope, var delay) ->
          new Outcome.Deferred(longer(delay, error.regainAfter()), scope, error.reason());
      case Rule.Unwell(var scope) ->
          error.status() >= 500
              ? new Outcome.Uncertain(error.reason())
              : new Outcome.Deferred(error.regainAfter(), scope, error.reason());
    };
  }

  private static Rule unknown(GraphError error) {
    if (error.isTransient() || error.status() >= 500) {
      return UNKNOWN;
    }
    return switch (error.status()) {
      case 401 -> ACCOUNT;
      case 429 -> WAIT_ACCOUNT;
      default -> MESSAGE;
    };
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
