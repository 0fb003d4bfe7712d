package io.chat4all.connectors.email;

import jakarta.mail.Session;
import java.util.Properties;

/// How the mail library is told to connect. Every wait has a bound, certificates are checked
/// against the host's name, and TLS is never skipped.
final class MailSessions {

  private static final String CONNECT_MILLIS = "10000";
  private static final String IO_MILLIS = "20000";

  private MailSessions() {}

  static Session smtp(EmailSettings settings) {
    var properties = common("mail.smtp.", settings.smtp());
    // Else it would ask the DNS for this machine's name and tell it to the server.
    properties.setProperty("mail.smtp.localhost", settings.domain());
    properties.setProperty("mail.smtp.from", settings.address());
    properties.setProperty("mail.smtp.auth", String.valueOf(settings.password().isSet()));
    properties.setProperty("mail.smtp.quitwait", "false");
    return Session.getInstance(properties);
  }

  static Session imap(EmailSettings settings) {
    var properties = common("mail.imap.", settings.imap().orElseThrow());
    properties.setProperty("mail.imap.peek", "true");
    properties.setProperty("mail.imap.fetchsize", String.valueOf(256 << 10));
    properties.setProperty("mail.imap.connectionpoolsize", "1");
    properties.setProperty("mail.imap.separatestoreconnection", "false");
    properties.setProperty("mail.mime.address.strict", "false");
    return Session.getInstance(properties);
  }

  private static Properties common(String prefix, EmailSettings.Server server) {
    var properties = new Properties();
    properties.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
    properties.setProperty(prefix + "timeout", IO_MILLIS);
    properties.setProperty(prefix + "writetimeout", IO_MILLIS);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    var security = server.security();
    if (security == EmailSettings.Security.TLS) {
      properties.setProperty(prefix + "ssl.enable", "true");
    } else if (security == EmailSettings.Security.STARTTLS) {
      properties.setProperty(prefix + "starttls.enable", "true");
      properties.setProperty(prefix + "starttls.required", "true");
    }
    return properties;
  }
}
