package io.assay.config;

import io.assay.alert.Secret;
import io.assay.check.Source;
import io.assay.scan.BackOff;
import io.assay.scan.DatabaseSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the values of the configuration, references resolved.
final class SettingsReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
  private static final String URL = "jdbc:postgresql:";

  private final SettingsFile written;
  private final ValueReader values;
  private final References references;

  SettingsReader(SettingsFile written, ValueReader values, References references) {
    this.written = written;
    this.values = values;
    this.references = references;
  }

  /// Returns the settings; what is wrong with them is among the problems, and has its default.
  Settings read(boolean whole) {
    Map<String, DatabaseSettings> databases = new LinkedHashMap<>();
    written
        .places()
        .forEach(
            (name, at) -> database(name, at).ifPresent(database -> databases.put(name, database)));
    if (whole && written.places().isEmpty()) {
      values.wrong(
          values.problems().start(),
          "no database is declared; write assay.databases.NAME.url here, or set"
              + " ASSAY_DATABASES_NAME_URL");
    }
    return new Settings(folders(), databases, state(), web());
  }

  private Settings.Folders folders() {
    return new Settings.Folders(folder("checks"), folder("alerts"), folder("data"));
  }

  private Path folder(String key) {
    return field(key)
        .flatMap(field -> {
          try {
            return string(field, "a folder").map(Path::of);
          } catch (InvalidPathException e) {
            return values.<Path>wrong(field.valueAt(), "'" + key + "' needs a folder");
          }
        })
        .orElse(Path.of(key));
  }

  private Optional<DatabaseSettings> database(String name, Source at) {
    if (!NAME.matcher(name).matches()) {
      return values.wrong(
          at, "a database's name has letters, digits, '_', '-' and '.', not " + Quotes.of(name));
    }
    int connections =
        field("databases", name, "connections").flatMap(field -> whole(field, 1, 100)).orElse(2);
    Duration timeout =
        field("databases", name, "timeout")
            .flatMap(this::resolved)
            .flatMap(values::duration)
            .orElse(Duration.ofSeconds(30));
    Optional<Double> budget =
        field("databases", name, "budget")
            .flatMap(this::resolved)
            .flatMap(field -> values.number(field, 1));
    Optional<BackOff> backOff = backOff(name);
    DatabaseSettings.Login login = login("databases", name);
    Optional<Yaml.Field> url = field("databases", name, "url");
    if (url.isEmpty()) {
      return values.wrong(
          at,
          "the database %s has no 'url'; write jdbc:postgresql://HOST:5432/NAME"
              .formatted(Quotes.of(name)));
    }
    return url.flatMap(this::url)
        .map(address ->
            new DatabaseSettings(name, address, login, connections, timeout, budget, backOff));
  }

  private Optional<BackOff> backOff(String name) {
    Optional<Integer> active =
        field("databases", name, "back-off-active").flatMap(field -> whole(field, 1, 1_000_000));
    Optional<Duration> lag = span("databases", name, "back-off-lag");
    Optional<Duration> wait = span("databases", name, "back-off-wait");
    if (field("databases", name, "back-off-active").isEmpty()
        && field("databases", name, "back-off-lag").isEmpty()) {
      return field("databases", name, "back-off-wait")
          .flatMap(field ->
              values.wrong(
                  field.at(),
                  "'back-off-wait' needs 'back-off-active' or 'back-off-lag' beside it"));
    }
    return Optional.of(new BackOff(active, lag, wait.orElse(BackOff.PATIENCE)));
  }

  private Optional<Duration> span(String... path) {
    return field(path).flatMap(this::resolved).flatMap(values::duration);
  }

  private DatabaseSettings.Login login(String... section) {
    return new DatabaseSettings.Login(
        field(with(section, "username")).flatMap(field -> string(field, "a role's name")),
        field(with(section, "password")).flatMap(this::secret).map(Secret::value));
  }

  private Settings.State state() {
    Optional<String> url = field("state", "url").flatMap(this::url);
    DatabaseSettings.Login login = login("state");
    if (field("state", "url").isEmpty()) {
      for (String key : List.of("username", "password")) {
        field("state", key)
            .ifPresent(field ->
                values.wrong(
                    field.at(),
                    "'%s' needs a 'url' beside it; without one the state is embedded"
                        .formatted(key)));
      }
    }
    Duration results = days("retention").orElse(Settings.Keep.DEFAULT.results());
    Duration usual = Settings.Keep.DEFAULT.incidents();
    Duration incidents =
        days("incident-retention").orElse(results.compareTo(usual) > 0 ? results : usual);
    return new Settings.State(
        url.map(address -> new Settings.StateDatabase(address, login)),
        new Settings.Keep(results, incidents));
  }

  private Optional<Duration> days(String key) {
    return field("state", key)
        .flatMap(this::resolved)
        .flatMap(field ->
            values
                .duration(field)
                .flatMap(span ->
                    span.compareTo(Duration.ofDays(1)) >= 0
                        ? Optional.of(span)
                        : values.wrong(
                            field.valueAt(), "'%s' must be at least 1d".formatted(key))));
  }

  private Settings.Web web() {
    return new Settings.Web(
        field("web", "host").flatMap(field -> string(field, "an address")).orElse("0.0.0.0"),
        field("web", "port").flatMap(field -> whole(field, 0, 65_535)).orElse(8080),
        field("web", "token").flatMap(this::secret),
        field("web", "public-read").flatMap(this::resolved).flatMap(values::yesNo).orElse(false),
        field("web", "url").flatMap(this::link));
  }

  private Optional<String> link(Yaml.Field field) {
    return string(field, "an address such as https://assay.example.com")
        .flatMap(url ->
            ReceiverReader.isUrl(url)
                ? Optional.of(url.replaceAll("/+$", ""))
                : values.wrong(field.valueAt(), "'url' needs an http or https address"));
  }

  private Optional<String> url(Yaml.Field field) {
    return string(field, "an address such as jdbc:postgresql://HOST:5432/NAME")
        .flatMap(url ->
            url.startsWith(URL)
                ? Optional.of(url)
                : values.wrong(
                    field.valueAt(), "'url' must begin with " + URL + "//, then HOST:PORT/NAME"));
  }

  /// A variable or property is itself a reference: its value is the secret.
  private Optional<Secret> secret(Yaml.Field field) {
    boolean inFile = field.valueAt().path().equals(values.problems().path());
    if (inFile || References.isReference(field.value())) {
      return references.secret(field);
    }
    return values.string(field, "a secret").map(Secret::new);
  }

  private Optional<Integer> whole(Yaml.Field field, long least, long most) {
    return resolved(field)
        .flatMap(read -> values.whole(read, least))
        .flatMap(number ->
            number <= most
                ? Optional.of(number.intValue())
                : values.wrong(
                    field.valueAt(), "'%s' must be at most %d".formatted(field.key(), most)));
  }

  private Optional<String> string(Yaml.Field field, String wanted) {
    return values.text(field, wanted).flatMap(references::text);
  }

  /// Returns the field with the references of its text resolved; nothing when that is a problem.
  private Optional<Yaml.Field> resolved(Yaml.Field field) {
    if (!(field.value() instanceof Yaml.Text text)) {
      return Optional.of(field);
    }
    return references
        .text(text)
        .map(value ->
            new Yaml.Field(field.key(), field.at(), new Yaml.Text(value, text.block(), text.at())));
  }

  private Optional<Yaml.Field> field(String... path) {
    return Optional.ofNullable(written.fields().get(List.of(path)));
  }

  private static String[] with(String[] section, String key) {
    String[] path = Arrays.copyOf(section, section.length + 1);
    path[section.length] = key;
    return path;
  }
}
