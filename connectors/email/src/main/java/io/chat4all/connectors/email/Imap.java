package io.chat4all.connectors.email;

import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;

/// One connection to the mailbox, with its folder open. Used by one thread at a time.
final class Imap implements AutoCloseable {

  private final IMAPStore store;
  private final IMAPFolder folder;

  private Imap(IMAPStore store, IMAPFolder folder) {
    this.store = store;
    this.folder = folder;
  }

  /// Connects; `mode` as in [Folder#open].
  static Imap open(EmailSettings settings, Session session, int mode) throws MessagingException {
    var server = settings.imap().orElseThrow();
    var store = (IMAPStore) session.getStore("imap");
    try {
      store.connect(
          server.host(), server.port(), settings.username(), settings.password().reveal());
      var folder = (IMAPFolder) store.getFolder(settings.folder());
      if (!folder.exists()) {
        throw new FolderNotFoundException(folder, "folder: not there");
      }
      folder.open(mode);
      return new Imap(store, folder);
    } catch (MessagingException | RuntimeException e) {
      closeQuietly(store);
      throw e;
    }
  }

  IMAPFolder folder() {
    return folder;
  }

  boolean canIdle() throws MessagingException {
    return store.hasCapability("IDLE");
  }

  /// Whether the server still answers.
  boolean isAlive() {
    try {
      folder.doCommand(protocol -> {
        protocol.noop();
        return "";
      });
      return folder.isOpen();
    } catch (MessagingException | RuntimeException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (folder.isOpen()) {
        folder.close(false);
      }
    } catch (MessagingException | RuntimeException _) {
      // it is gone then
    }
    closeQuietly(store);
  }

  private static void closeQuietly(IMAPStore store) {
    try {
      store.close();
    } catch (MessagingException | RuntimeException _) {
      // it is gone then
    }
  }
}
