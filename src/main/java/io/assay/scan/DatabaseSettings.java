package io.assay.scan;

import java.time.Duration;
import java.util.Optional;

/// How to reach one monitored database, and what its checks may cost.
///
/// @param url a jdbc:postgresql URL
/// @param connections how many statements may run at a time
/// @param timeout the statement timeout of checks that set none
/// @param budget the planner's cost above which a check's statement is refused; none means no bound
/// @param backOff when its checks are put off because it is busy; none means never
public record DatabaseSettings(
    String name,
    String url,
    Login login,
    int connections,
    Duration timeout,
    Optional<Double> budget,
    Optional<BackOff> backOff) {

  /// Returns settings of a database that is never left alone.
  public DatabaseSettings(
      String name,
      String url,
      Login login,
      int connections,
      Duration timeout,
      Optional<Double> budget) {
    this(name, url, login, connections, timeout, budget, Optional.empty());
  }

  /// A role and its password; its text form hides the password.
  public record Login(Optional<String> username, Optional<String> password) {
    @Override
    public String toString() {
      return "Login[" + username.orElse("") + "]";
    }
  }
}
