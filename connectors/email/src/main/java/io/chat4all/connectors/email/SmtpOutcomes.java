package io.chat4all.connectors.email;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.connectors.email.Submission.Phase;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a mail that did not go through means: by how far it got, the reply code (RFC 5321 section
/// 4.2) and the enhanced status code (RFC 3463) where there is one.
final class SmtpOutcomes {

  private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -]([245])\\.(\\d{1,3})\\.");
  private static final int MAX_REASON = 300;

  // As the last answer before a failed login: no mechanism that both sides know.
  private static final int EHLO_TAKEN = 250;

  private SmtpOutcomes() {}

  static Outcome of(MessagingException failure, Submission submission) {
    return of(failure, submission.phase(), submission.code(), submission.answer());
  }

  static Outcome of(MessagingException failure, Phase phase, int code, String answer) {
    // Without a refusal of the server it is the connection that broke, or the file.
    var reason = code < 400 ? reason(failure, phase) : clip(answer);
    if (code < 400 && phase == Phase.END) {
      return new Outcome.Uncertain(reason);
    }
    if (code < 400 && phase == Phase.DATA) {
      return new Outcome.Deferred(Duration.ZERO, Scope.RECIPIENT, reason);
    }
    if (code == EHLO_TAKEN && failure instanceof AuthenticationFailedException) {
      return new Outcome.Refused(Fault.ACCOUNT, reason);
    }
    if (code < 400 || code == 421) {
      return new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, reason);
    }
    boolean permanent = code >= 500;
    return switch (phase) {
      case CONNECT -> connecting(failure, permanent, reason);
      case SENDER -> sender(code, permanent, reason);
      case RECIPIENT -> recipient(code, permanent, reason);
      case DATA, END -> content(answer, permanent, reason);
    };
  }

  private static Outcome connecting(MessagingException failure, boolean permanent, String reason) {
    return permanent && failure instanceof AuthenticationFailedException
        ? new Outcome.Refused(Fault.ACCOUNT, reason)
        : new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, reason);
  }

  private static Outcome sender(int code, boolean permanent, String reason) {
    if (code == 552) {
      return new Outcome.Refused(Fault.MESSAGE, reason);
    }
    return permanent
        ? new Outcome.Refused(Fault.ACCOUNT, reason)
        : new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, reason);
  }

  private static Outcome recipient(int code, boolean permanent, String reason) {
    if (code == 530 || code == 535) {
      return new Outcome.Refused(Fault.ACCOUNT, reason);
    }
    return permanent
        ? new Outcome.Refused(Fault.RECIPIENT, reason)
        : new Outcome.Deferred(Duration.ZERO, Scope.RECIPIENT, reason);
  }

  private static Outcome content(String answer, boolean permanent, String reason) {
    if (!permanent) {
      return new Outcome.Deferred(Duration.ZERO, Scope.RECIPIENT, reason);
    }
    Matcher enhanced = ENHANCED.matcher(answer);
    // x.1.y is about the address and x.2.y about the mailbox.
    boolean recipient = enhanced.find() && enhanced.group(2).matches("[12]");
    return new Outcome.Refused(recipient ? Fault.RECIPIENT : Fault.MESSAGE, reason);
  }

  private static String reason(MessagingException failure, Phase phase) {
    var cause = failure.getNextException() == null ? failure : failure.getNextException();
    return clip(phase + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private static String clip(String text) {
    var line = MailWriter.line(text);
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
  }
}
