package io.chat4all.connectors.email;

import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens attachments of mails that came in, each over a connection of its own that lasts until the
/// stream is closed; at most three at a time, others wait. The content is fetched piece by piece.
/// Thread-safe.
final class ImapMedia {

  private static final int MAX_CONNECTIONS = 3;
  private static final Pattern REFERENCE =
      Pattern.compile("(\\d{1,10})/(\\d{1,10})/([\\d.]{1,60})");

  private static final Pattern DOT = Pattern.compile("\\.");

  private final EmailSettings settings;
  private final Session session;
  private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);

  ImapMedia(EmailSettings settings) {
    this.settings = settings;
    this.session = MailSessions.imap(settings);
  }

  FileSource open(String reference) throws IOException, InterruptedException {
    var matcher = REFERENCE.matcher(reference);
    if (!matcher.matches()) {
      throw new MediaLostException("not a reference of this channel");
    }
    permits.acquire();
    Imap imap = null;
    try {
      imap = Imap.open(settings, session, Folder.READ_ONLY);
      var folder = imap.folder();
      if (folder.getUIDValidity() != Long.parseLong(matcher.group(1))) {
        throw new MediaLostException("the folder was made anew");
      }
      var part = part(folder.getMessageByUID(Long.parseLong(matcher.group(2))), matcher.group(3));
      var type = MailReader.mediaType(part);
      return new FileSource(
          new Content(part.getInputStream(), imap), type, MailReader.fileName(part));
    } catch (MessageRemovedException e) {
      abandon(imap);
      throw new MediaLostException("the mail was deleted");
    } catch (MessagingException e) {
      abandon(imap);
      throw new IOException("mailbox: " + e.getClass().getSimpleName(), e);
    } catch (IOException | RuntimeException e) {
      abandon(imap);
      throw e;
    }
  }

  private void abandon(@Nullable Imap imap) {
    permits.release();
    if (imap != null) {
      imap.close();
    }
  }

  private static Part part(@Nullable Message mail, String path)
      throws MessagingException, IOException {
    if (mail == null) {
      throw new MediaLostException("the mail was deleted");
    }
    Part part = mail;
    for (var step : DOT.splitAsStream(path).toList()) {
      int index = step.isEmpty() || step.length() > 4 ? 0 : Integer.parseInt(step);
      if (index == 0) {
        return part;
      }
      if (!part.isMimeType("multipart/*")
          || !(part.getContent() instanceof Multipart parts)
          || index > parts.getCount()) {
        throw new MediaLostException("the mail has no such part");
      }
      part = parts.getBodyPart(index - 1);
    }
    return part;
  }

  private final class Content extends FilterInputStream {
    private final Imap imap;
    private final AtomicBoolean closed = new AtomicBoolean();

    Content(InputStream in, Imap imap) {
      super(in);
      this.imap = imap;
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        try {
          super.close();
        } finally {
          permits.release();
          imap.close();
        }
      }
    }
  }
}
