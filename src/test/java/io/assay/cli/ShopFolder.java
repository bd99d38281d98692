package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder with the files of a user whose one database is `shop`, and the command line on it.
record ShopFolder(Path folder) {

  /// What a check came to.
  record Outcome(String status, String sentence) {}

  /// What came of all checks, by their ids.
  record Outcomes(Map<String, Outcome> all) {
    Outcome of(String check) {
      return Optional.ofNullable(all.get(check))
          .orElseThrow(() -> new AssertionError(check + " is not among " + all.keySet()));
    }
  }

  /// What a command printed, and how it ended.
  record Ended(int code, String out, String err) {}

  /// Makes the folder; `role` has no password.
  static ShopFolder of(Path folder, TestPostgres shop, String role) {
    return of(folder, shop, role, "");
  }

  /// Makes the folder; `more` are lines of the configuration, each of them indented.
  static ShopFolder of(Path folder, TestPostgres shop, String role, String more) {
    ShopFolder files = new ShopFolder(folder);
    files.write(
        "assay.yml",
        """
        assay:
          checks: %1$s/checks
          alerts: %1$s/alerts
          databases:
            shop: {url: "%2$s", username: %3$s}
        """
                .formatted(folder, shop.url(), role)
            + more);
    return files;
  }

  /// Returns the lines of a configuration that name its state database.
  static String state(Path folder, TestPostgres state) {
    try {
      Path password = Files.writeString(folder.resolve("password"), state.password());
      return "  state: {url: \"%s\", username: %s, password: \"${file:%s}\"}\n"
          .formatted(state.url(), state.username(), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes these the only checks, of the database `shop`.
  void checks(String yaml) {
    write("checks/shop.yaml", "database: shop\n" + yaml);
  }

  private void write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the checks once and returns what came of each.
  Outcomes run(String... options) {
    Ended ended =
        command(
            Stream.concat(Stream.of("run", "--format=json"), Stream.of(options))
                .toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (JsonElement each : JsonParser.parseString(ended.out()).getAsJsonArray()) {
      JsonObject line = each.getAsJsonObject();
      outcomes.put(
          line.get("check").getAsString(),
          new Outcome(line.get("status").getAsString(), line.get("sentence").getAsString()));
    }
    return new Outcomes(outcomes);
  }

  /// Runs a command to its end.
  Ended command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> whole =
        Stream.concat(Stream.of(arguments), Stream.of("--config=" + folder.resolve("assay.yml")))
            .toList();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(whole.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }
}
