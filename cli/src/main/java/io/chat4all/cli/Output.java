package io.chat4all.cli;

import com.google.protobuf.Message;
import io.chat4all.protocol.json.ProtoJson;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Where commands write: lines for people and for scripts on one stream, errors on another.
///
/// Always UTF-8; every line is flushed. Thread-safe.
public final class Output {

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean colours;
  private final ProtoJson json = new ProtoJson();

  Output(PrintWriter out, PrintWriter err, boolean colours) {
    this.out = out;
    this.err = err;
    this.colours = colours;
  }

  /// The streams of this process; coloured on a terminal unless `NO_COLOR` is set.
  public static Output ofProcess(Map<String, String> env) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
    return new Output(
        writer(new FileOutputStream(FileDescriptor.out)),
        writer(new FileOutputStream(FileDescriptor.err)),
        terminal && !plain);
  }

  /// One line on standard output.
  void line(String text) {
    synchronized (out) {
      out.println(text);
      out.flush();
    }
  }

  /// One message as one line of JSON on standard output.
  void json(Message message) {
    line(new String(json.write(message), StandardCharsets.UTF_8));
  }

  /// One line on standard error.
  void error(String text) {
    synchronized (err) {
      err.println(text);
      err.flush();
    }
  }

  /// Whether nobody reads standard output any more.
  boolean broken() {
    return out.checkError();
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  boolean colours() {
    return colours;
  }

  String bold(String text) {
    return styled("1", text);
  }

  String faint(String text) {
    return styled("2", text);
  }

  String red(String text) {
    return styled("31", text);
  }

  private String styled(String code, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
