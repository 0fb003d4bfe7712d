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
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger own = logger("io.chat4all");
  private final Level rootLevel = root.getEffectiveLevel();
  private final Level ownLevel = own.getEffectiveLevel();

  private RecordedLog() {}

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /// Starts recording.
  public static RecordedLog open() {
    var recorded = new RecordedLog();
    recorded.setContext(recorded.root.getLoggerContext());
    recorded.start();
    recorded.root.setLevel(Level.INFO);
    recorded.own.setLevel(Level.DEBUG);
    recorded.root.addAppender(recorded);
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
    root.setLevel(rootLevel);
    own.setLevel(ownLevel);
    stop();
  }
}
