package io.chat4all.connectors.email;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Poller;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// One mailbox. Thread-safe.
final class EmailConnector implements Connector {

  private final EmailSettings settings;
  private final MailWriter writer;
  private final SmtpPool smtp;
  private final Optional<ImapMedia> media;
  private final Subjects subjects = new Subjects();
  private final Duration waitForMail;
  private Optional<ImapPoller> poller = Optional.empty();

  /// @param waitForMail how long a poll waits, at most
  EmailConnector(EmailSettings settings, Clock clock, Duration waitForMail) {
    this.settings = settings;
    this.waitForMail = waitForMail;
    this.writer = new MailWriter(settings, subjects, clock);
    this.smtp = new SmtpPool(settings);
    this.media = settings.imap().map(_ -> new ImapMedia(settings));
  }

  @Override
  public Outcome sendMessage(Outbound message) throws InterruptedException {
    return send(message.address(), message.deliveryId(), () -> writer.write(message));
  }

  @Override
  public Outcome sendFile(OutboundFile message) throws InterruptedException {
    return send(message.address(), message.deliveryId(), () -> writer.write(message));
  }

  /// A new one, which takes over from the one before: that one is closed.
  @Override
  public synchronized Optional<Poller> poller() {
    poller.ifPresent(ImapPoller::close);
    poller = settings.imap().map(_ -> new ImapPoller(settings, subjects, waitForMail));
    return poller.map(p -> p);
  }

  @Override
  public FileSource fetch(String reference) throws IOException, InterruptedException {
    if (media.isEmpty()) {
      throw new MediaLostException("imap-host: not set");
    }
    return media.get().open(reference);
  }

  @Override
  public synchronized void close() {
    smtp.close();
    poller.ifPresent(ImapPoller::close);
  }

  private Outcome send(String address, String deliveryId, Mail mail) throws InterruptedException {
    String recipient;
    MimeMessage written;
    String id;
    try {
      recipient = EmailAddresses.normalize(address);
      written = mail.write();
      id = written.getMessageID();
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(Fault.RECIPIENT, "no e-mail address");
    } catch (MessagingException | RuntimeException e) {
      return new Outcome.Refused(Fault.MESSAGE, "no mail can be made of it: " + e.getMessage());
    }
    return send(written, id, recipient, deliveryId);
  }

  private Outcome send(MimeMessage mail, String id, String recipient, String deliveryId)
      throws InterruptedException {
    var submission = smtp.take();
    boolean keep = false;
    try {
      submission.ensureConnected(settings);
      submission.send(mail, recipient, deliveryId);
      keep = true;
      return Outcome.Accepted.as(id);
    } catch (MessagingException e) {
      return failed(e, submission, id);
    } catch (RuntimeException e) {
      return failed(new MessagingException("mail library", e), submission, id);
    } finally {
      if (keep) {
        smtp.giveBack(submission);
      } else {
        smtp.drop(submission);
      }
    }
  }

  private static Outcome failed(MessagingException failure, Submission submission, String id)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    boolean taken = submission.phase() == Submission.Phase.END && submission.code() / 100 == 2;
    return taken ? Outcome.Accepted.as(id) : SmtpOutcomes.of(failure, submission);
  }

  @FunctionalInterface
  private interface Mail {
    MimeMessage write() throws MessagingException;
  }
}
