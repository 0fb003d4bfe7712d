package io.chat4all.connectors.email;

import io.chat4all.connector.api.Poller;
import io.chat4all.core.connector.InboundEvent;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.FlagTerm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mail out of the mailbox's folder, oldest first: what is not marked `\Seen`, and, while it
/// stays connected, what arrives after, whoever reads it meanwhile.
///
/// The durable acknowledgement is the flag `\Seen`, which a mail gets when the next call begins; a
/// crash before that brings the mail again, with the same ids. Nothing is ever deleted or moved. A
/// mail that cannot be read is told of as such and marked, so that it holds up no other. Waits with
/// IDLE for less than a minute, or looks every few seconds where the server has none.
///
/// Used by one thread at a time; `close` by any.
final class ImapPoller implements Poller, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ImapPoller.class);

  // Response codes of a login that may work later (RFC 5530, RFC 9051).
  private static final Pattern PASSING = Pattern.compile("\\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)");
  private static final int BATCH = 50;

  /// How long a poll waits, at most.
  static final Duration WAIT = Duration.ofSeconds(45);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration RECONNECT = Duration.ofSeconds(5);

  private final EmailSettings settings;
  private final Session session;
  private final MailReader reader;
  private final Duration wait;
  private final Duration lookAgain;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Imap imap;
  private List<Long> taken = List.of();
  private long validity;
  private long nextUid;
  private int seenCount;

  ImapPoller(EmailSettings settings, Subjects subjects, Duration wait) {
    this.settings = settings;
    this.session = MailSessions.imap(settings);
    this.wait = wait;
    this.lookAgain = wait.compareTo(LOOK_AGAIN) < 0 ? wait : LOOK_AGAIN;
    this.reader = new MailReader(settings.address(), subjects);
  }

  @Override
  public Polled poll() throws InterruptedException {
    if (closed.getCount() == 0) {
      return new Polled.Later(RECONNECT, "closed");
    }
    try {
      var connection = connection();
      acknowledge(connection.folder());
      var news = take(connection);
      if (taken.isEmpty()) {
        await(connection);
        news = take(connection);
      }
      return new Polled.News(news);
    } catch (InterruptedException e) {
      nextUid = 0;
      throw e;
    } catch (AuthenticationFailedException e) {
      disconnect();
      var reason = "IMAP login: " + MailWriter.line(String.valueOf(e.getMessage()));
      return PASSING.matcher(reason).find()
          ? new Polled.Later(RECONNECT, reason)
          : new Polled.Stopped(reason);
    } catch (MessagingException | RuntimeException e) {
      disconnect();
      if (Thread.interrupted()) {
        // Another process may go on: what it takes is told by the flags alone.
        nextUid = 0;
        throw new InterruptedException();
      }
      log.debug("Mailbox is not reachable", e);
      return new Polled.Later(RECONNECT, "IMAP: " + e.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    leave();
  }

  /// Disconnects without waiting for a command that is under way.
  private void leave() {
    var present = imap;
    imap = null;
    if (present != null) {
      Thread.startVirtualThread(present::close);
    }
  }

  private Imap connection() throws MessagingException {
    var present = imap;
    if (present != null && present.folder().isOpen()) {
      return present;
    }
    disconnect();
    var opened = Imap.open(settings, session, Folder.READ_WRITE);
    imap = opened;
    if (validity != opened.folder().getUIDValidity()) {
      validity = opened.folder().getUIDValidity();
      nextUid = 0;
      taken = List.of();
    }
    if (closed.getCount() == 0) {
      opened.close();
    }
    return opened;
  }

  private void disconnect() {
    var present = imap;
    imap = null;
    if (present != null) {
      present.close();
    }
  }

  private void acknowledge(IMAPFolder folder) throws MessagingException {
    if (!taken.isEmpty()) {
      var uids = taken.stream().mapToLong(Long::longValue).toArray();
      var mails = Arrays.stream(folder.getMessagesByUID(uids)).filter(m -> m != null);
      folder.setFlags(mails.toArray(Message[]::new), new Flags(Flags.Flag.SEEN), true);
      taken = List.of();
    }
  }

  private List<InboundEvent> take(Imap connection) throws MessagingException, InterruptedException {
    var folder = connection.folder();
    seenCount = folder.getMessageCount();
    var fresh = fresh(folder);
    var events = new ArrayList<InboundEvent>();
    var uids = new ArrayList<Long>();
    long next = nextUid;
    for (var mail : fresh) {
      long uid = folder.getUID(mail);
      try {
        events.addAll(reader.read((MimeMessage) mail, validity + "/" + uid));
      } catch (MessageRemovedException _) {
        continue;
      } catch (MessagingException | IOException | RuntimeException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!connection.isAlive()) {
          throw new MessagingException("connection lost", e);
        }
        log.warn("Mail cannot be read: uid={}", uid, e);
        events.addAll(reader.unreadable((MimeMessage) mail));
      }
      uids.add(uid);
      next = Math.max(next, uid + 1);
    }
    nextUid = next;
    taken = uids;
    return events;
  }

  private List<Message> fresh(IMAPFolder folder) throws MessagingException {
    var unseen = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
    var mails = new ArrayList<Message>(Arrays.asList(unseen));
    if (nextUid == 0) {
      nextUid = Math.max(folder.getUIDNext(), 1);
    } else {
      // A range that ends in * always holds the last mail (RFC 3501 section 6.4.8).
      for (var mail : folder.getMessagesByUID(nextUid, UIDFolder.LASTUID)) {
        if (mail != null && folder.getUID(mail) >= nextUid && !mails.contains(mail)) {
          mails.add(mail);
        }
      }
    }
    mails.sort((a, b) -> Integer.compare(a.getMessageNumber(), b.getMessageNumber()));
    var batch = mails.subList(0, Math.min(BATCH, mails.size()));
    var profile = new FetchProfile();
    profile.add(UIDFolder.FetchProfileItem.UID);
    profile.add(FetchProfile.Item.ENVELOPE);
    profile.add(FetchProfile.Item.CONTENT_INFO);
    profile.add(IMAPFolder.FetchProfileItem.HEADERS);
    folder.fetch(batch.toArray(Message[]::new), profile);
    return batch;
  }

  /// Waits until something happens in the folder, but not for long.
  private void await(Imap connection) throws MessagingException, InterruptedException {
    if (!connection.canIdle()) {
      closed.await(lookAgain.toMillis(), TimeUnit.MILLISECONDS);
    } else if (connection.folder().getMessageCount() == seenCount && !idle(connection)) {
      closed.await(lookAgain.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Whether the server took the command.
  private boolean idle(Imap connection) throws InterruptedException {
    var done = new CountDownLatch(1);
    var worked = new AtomicBoolean();
    Thread.startVirtualThread(() -> {
      try {
        connection.folder().idle(true);
        worked.set(true);
      } catch (MessagingException | RuntimeException e) {
        log.debug("IDLE ended", e);
      } finally {
        done.countDown();
      }
    });
    try {
      if (!done.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        // Any command ends it.
        return connection.isAlive();
      }
    } catch (InterruptedException e) {
      leave();
      throw e;
    }
    return worked.get() || !connection.folder().isOpen();
  }
}
