package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// Everything the simulators start with.
///
/// Limits, faults, times, people and webhook URLs can be changed later over the control API.
///
/// @param port 0 takes any free port
public record SimulatorsConfig(
    int port,
    AccountsConfig accounts,
    List<PersonConfig> people,
    LimitConfig limits,
    FaultConfig faults,
    TimingConfig timing) {

  public SimulatorsConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
    }
    requireNonNull(accounts, "accounts");
    people = List.copyOf(people);
    requireNonNull(limits, "limits");
    requireNonNull(faults, "faults");
    requireNonNull(timing, "timing");
  }

  /// One account per channel and five people, two of whom make trouble; limits on, no faults. See
  /// [AccountsConfig#demo()] and [PersonConfig#demo()] for tokens and addresses.
  public static SimulatorsConfig demo() {
    return new SimulatorsConfig(
        0,
        AccountsConfig.demo(),
        PersonConfig.demo(),
        LimitConfig.real(),
        FaultConfig.none(),
        TimingConfig.quick());
  }

  public SimulatorsConfig withPort(int port) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }

  public SimulatorsConfig withAccounts(AccountsConfig accounts) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }

  public SimulatorsConfig withPeople(List<PersonConfig> people) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }

  public SimulatorsConfig withLimits(LimitConfig limits) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }

  public SimulatorsConfig withFaults(FaultConfig faults) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }

  public SimulatorsConfig withTiming(TimingConfig timing) {
    return new SimulatorsConfig(port, accounts, people, limits, faults, timing);
  }
}
