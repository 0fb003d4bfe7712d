package io.chat4all.verify.fault;

import java.util.ArrayList;
import java.util.List;

/// A node that only notes what is done to it.
final class ScriptedVictim implements Victim {

  private final String name;
  private final Part part;
  private final List<String> calls = new ArrayList<>();
  private int refusedStarts;

  ScriptedVictim(String name, Part part) {
    this.name = name;
    this.part = part;
  }

  /// The next starts fail.
  void refuseStarts(int count) {
    refusedStarts = count;
  }

  List<String> calls() {
    return calls;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Part part() {
    return part;
  }

  @Override
  public void kill() {
    calls.add("kill");
  }

  @Override
  public void pause() {
    calls.add("pause");
  }

  @Override
  public void resume() {
    calls.add("resume");
  }

  @Override
  public void stop() {
    calls.add("stop");
  }

  @Override
  public void start() {
    if (refusedStarts > 0) {
      refusedStarts--;
      throw new IllegalStateException(name + " does not start");
    }
    calls.add("start");
  }
}
