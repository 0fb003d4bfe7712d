package io.chat4all.cli;

import io.chat4all.client.Chat4AllException;
import java.util.Objects;

/// An error as the person at the terminal sees it: one line, a hint, an exit code.
final class CliException extends RuntimeException {

  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int NOT_SIGNED_IN = 3;
  static final int UNREACHABLE = 4;

  private final int exitCode;
  private final String code;
  private final String hint;

  private CliException(int exitCode, String what, String code, String hint, Throwable cause) {
    super(what, cause);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }

  private CliException(int exitCode, String what, String code, String hint) {
    super(what);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }

  static CliException usage(String what, String hint) {
    return new CliException(USAGE, what, "usage", hint);
  }

  static CliException refused(String what, String code) {
    return new CliException(REFUSED, what, code, "");
  }

  static CliException notSignedIn(String what) {
    return new CliException(
        NOT_SIGNED_IN,
        what,
        Chat4AllException.NOT_SIGNED_IN,
        "run: chat4all login --username NAME");
  }

  /// The same news in this form, whatever it was; `url` is where the command went.
  static CliException of(Throwable failure, String url) {
    return switch (failure) {
      case CliException known -> known;
      case Chat4AllException refused -> of(refused, url);
      case IllegalArgumentException wrong ->
          new CliException(USAGE, text(wrong), "usage", "", wrong);
      default -> new CliException(REFUSED, failure.toString(), "internal", debugHint(), failure);
    };
  }

  private static CliException of(Chat4AllException failure, String url) {
    return switch (failure.code()) {
      case Chat4AllException.UNREACHABLE, Chat4AllException.DEADLINE_EXCEEDED ->
          new CliException(
              UNREACHABLE,
              "no answer from " + url,
              failure.code(),
              "is the server running there? start one with: chat4all demo",
              failure);
      case "shutting_down" ->
          new CliException(
              UNREACHABLE, "the server is shutting down", failure.code(), "try again", failure);
      case Chat4AllException.NOT_SIGNED_IN,
          "unauthenticated",
          "invalid_refresh_token",
          "refresh_token_reused" ->
          new CliException(
              NOT_SIGNED_IN,
              "not signed in any more",
              failure.code(),
              "run: chat4all login --username NAME",
              failure);
      default -> new CliException(REFUSED, what(failure), failure.code(), hint(failure), failure);
    };
  }

  int exitCode() {
    return exitCode;
  }

  String code() {
    return code;
  }

  String hint() {
    return hint;
  }

  String what() {
    return text(this);
  }

  private static String what(Chat4AllException failure) {
    boolean named = failure.field().isEmpty() || failure.detail().contains(failure.field());
    return named ? failure.detail() : failure.field() + ": " + failure.detail();
  }

  private static String hint(Chat4AllException failure) {
    if (failure.code().equals("unimplemented") || failure.code().equals("unknown")) {
      return "is this a Chat4All server?";
    }
    if (!failure.retryable()) {
      return "";
    }
    long seconds = (failure.retryAfter().toMillis() + 999) / 1000;
    return seconds > 0 ? "try again in " + seconds + " s" : "try again";
  }

  private static String debugHint() {
    return "CHAT4ALL_DEBUG=1 shows where it happened";
  }

  private static String text(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }
}
