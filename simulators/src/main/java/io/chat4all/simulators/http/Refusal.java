package io.chat4all.simulators.http;

/// Ends a call with an error of the provider.
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  public Refusal(Answer answer) {
    super("refused: " + answer.status(), null, false, false);
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }
}
