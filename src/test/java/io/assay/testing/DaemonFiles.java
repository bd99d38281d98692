package io.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The files of somebody whose daemon watches the database `shop` and keeps its state in another
/// one, and the environment in which their secrets stand. What changes something over HTTP has to
/// carry the token `open-sesame`.
public record DaemonFiles(Path folder, Map<String, String> environment) {
  public DaemonFiles {
    environment = Map.copyOf(environment);
  }

  /// Writes the configuration into `folder`; as yet there are no checks, and nobody is told.
  public static DaemonFiles of(Path folder, TestPostgres shop, TestPostgres state) {
    DaemonFiles files =
        new DaemonFiles(
            folder,
            Map.of(
                "SLACK_BOT_TOKEN", "xoxb-test",
                "PAGERDUTY_ROUTING_KEY", "R0UT1NG",
                "ASSAY_TOKEN", "open-sesame",
                "PASSWORD_OF_SHOP", shop.password(),
                "PASSWORD_OF_STATE", state.password()));
    try {
      Files.createDirectories(folder.resolve("checks"));
      Files.createDirectories(folder.resolve("alerts"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.write(
        "assay.yml",
        """
        assay:
          databases:
            shop: {url: "%s", username: %s, password: "${PASSWORD_OF_SHOP}"}
          state: {url: "%s", username: %s, password: "${PASSWORD_OF_STATE}"}
          web: {token: "${ASSAY_TOKEN}"}
        """
            .formatted(shop.url(), shop.username(), state.url(), state.username()));
  }

  /// Returns the same with one more variable in the environment.
  public DaemonFiles with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new DaemonFiles(folder, more);
  }

  /// Makes this the only check file.
  public DaemonFiles checks(String yaml) {
    return write("checks/shop.yaml", yaml);
  }

  /// Makes this the only routing file.
  public DaemonFiles routes(String yaml) {
    return write("alerts/routes.yaml", yaml);
  }

  /// Returns a receiver for a routing file: a channel of `slack`, by its token.
  public static String receiver(FakeSlack slack) {
    return "{slack: {channel: \"#data-alerts\", token: \"${SLACK_BOT_TOKEN}\", api: \"%s\"}}"
        .formatted(slack.api());
  }

  /// Returns a receiver for a routing file.
  public static String receiver(FakePagerDuty pagerDuty) {
    return "{pagerduty: {routing_key: \"${PAGERDUTY_ROUTING_KEY}\", url: \"%s\"}}"
        .formatted(pagerDuty.url());
  }

  private DaemonFiles write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
