package io.chat4all.connector.kit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// Everything that is logged while it is open: our own lines from DEBUG, others' from INFO.
public final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger root;

  private RecordedLog(Logger root) {
    this.root = root;
  }

  /// Starts recording.
  public static RecordedLog open() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var recorded = new RecordedLog(root);
    recorded.setContext(root.getLoggerContext());
    recorded.start();
    root.addAppender(recorded);
    return recorded;
  }

  @Override
  protected void append(ILoggingEvent event) {
    var ours = event.getLoggerName().startsWith("io.chat4all");
    if (ours || event.getLevel().isGreaterOrEqual(Level.INFO)) {
      lines.add(
          event.getFormattedMessage()
              + "\n"
              + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
  }

  /// What was logged, with stack traces.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
