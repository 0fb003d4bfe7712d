package io.chat4all.verify.fault;

/// A process of the platform that faults may hit.
///
/// All calls wait until the process is as they say; all may be called in any state.
public interface Victim {

  /// Its name in reports.
  String name();

  Part part();

  /// SIGKILL.
  void kill();

  /// SIGSTOP.
  void pause();

  /// SIGCONT.
  void resume();

  /// SIGTERM.
  void stop();

  /// Starts it, if it does not run, and waits until it is healthy; throws when it does not get
  /// there.
  void start();
}
