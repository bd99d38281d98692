package io.assay.run;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A migration adds; an earlier program works on. What takes something away says since when nobody
/// uses it, and which programs are too old from then on.
class MigrationRulesTest {
  private static final Path FOLDER = Path.of("src/main/resources/db/migration");

  /// What an earlier program would stumble over, in words.
  private static final Map<Pattern, String> TAKING_AWAY = new LinkedHashMap<>();

  static {
    refuse("\\bDROP (TABLE|COLUMN|VIEW|FUNCTION|SCHEMA|TYPE)\\b", "something is dropped");
    refuse("\\bRENAME\\b", "something is renamed");
    refuse("\\bALTER COLUMN \\w+ (SET DATA )?TYPE\\b", "a column changes its type");
    refuse("\\bALTER COLUMN \\w+ SET NOT NULL\\b", "a column becomes NOT NULL");
    refuse("\\bALTER COLUMN \\w+ DROP DEFAULT\\b", "a default goes");
    refuse(
        "\\bADD COLUMN (?![^,]*\\bDEFAULT\\b)[^,]*\\bNOT NULL\\b",
        "a column without default is NOT NULL");
    refuse("\\b(TRUNCATE|DELETE FROM)\\b", "rows are deleted");
  }

  private static final Pattern TABLE =
      Pattern.compile("\\b(?:CREATE|ALTER) TABLE (?:ONLY )?(\\S+)", CASE_INSENSITIVE);
  private static final Pattern INDEXED =
      Pattern.compile("\\bCREATE (UNIQUE )?INDEX \\w+ ON (\\S+)", CASE_INSENSITIVE);
  private static final Pattern ADDED =
      Pattern.compile(
          "\\bADD (?:CONSTRAINT (\\w+)|CHECK|UNIQUE|FOREIGN KEY|PRIMARY KEY)", CASE_INSENSITIVE);

  private static void refuse(String what, String words) {
    TAKING_AWAY.put(Pattern.compile(what, CASE_INSENSITIVE), words);
  }

  @Test
  void each_migration_leaves_the_program_before_it_at_work() throws IOException {
    for (Path file : files()) {
      assertThat(problems(Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @Test
  void each_that_locks_a_table_in_use_waits_only_briefly() throws IOException {
    for (Path file : files()) {
      String sql = Files.readString(file);
      if (version(file) >= 17 && locksTablesInUse(sql)) {
        assertThat(sql).as(file.toString()).contains("SET LOCAL lock_timeout = ");
      }
    }
  }

  @Test
  void the_program_knows_its_newest_migration() throws IOException {
    assertThat(StateIdentity.SCHEMA).isEqualTo(version(files().getLast()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE assay.kept;",
        "ALTER TABLE assay.incident DROP COLUMN owner;",
        "ALTER TABLE assay.incident RENAME COLUMN owner TO team;",
        "ALTER TABLE assay.told RENAME TO telling;",
        "ALTER TABLE assay.result ALTER COLUMN took_ms TYPE integer;",
        "ALTER TABLE assay.incident ALTER COLUMN owner SET NOT NULL;",
        "ALTER TABLE assay.delivery ALTER COLUMN told DROP DEFAULT;",
        "ALTER TABLE assay.incident ADD COLUMN a text NOT NULL, ADD COLUMN b int DEFAULT 1;",
        "ALTER TABLE assay.incident ADD CONSTRAINT titled CHECK (title <> '');",
        "ALTER TABLE assay.incident ADD CHECK (title <> '');",
        "CREATE UNIQUE INDEX one_title ON assay.incident (title);",
        "DELETE FROM assay.event;",
        "-- contract: owner is unused since 2.0\nALTER TABLE assay.incident DROP COLUMN owner;",
      })
  void what_an_earlier_program_would_stumble_over_is_refused(String sql) {
    assertThat(problems(sql)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE assay.incident ADD COLUMN a text, ADD COLUMN b int NOT NULL DEFAULT 1;",
        "CREATE TABLE assay.n (id uuid PRIMARY KEY); CREATE UNIQUE INDEX one ON assay.n (id);",
        "ALTER TABLE assay.told DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (outcome IN ('a', 'b'));",
        "ALTER TABLE assay.told DROP CONSTRAINT c;",
        "-- contract: owner is unused since 2.0\nALTER TABLE assay.incident DROP COLUMN owner;"
            + "\nUPDATE assay.identity SET readable_from = 23;",
      })
  void what_an_earlier_program_does_not_notice_is_not(String sql) {
    assertThat(problems(sql)).isEmpty();
  }

  private static List<String> problems(String sql) {
    List<String> problems = new ArrayList<>();
    Set<String> own = new HashSet<>();
    boolean contracts = false;
    for (String written : sql.split(";")) {
      String statement = bare(written);
      if (written.contains("-- contract: ")) {
        contracts = true;
        continue;
      }
      Matcher table = TABLE.matcher(statement);
      if (table.find() && statement.toUpperCase().startsWith("CREATE")) {
        own.add(table.group(1));
        continue;
      }
      TAKING_AWAY.forEach((pattern, words) -> {
        if (pattern.matcher(statement).find()) {
          problems.add(words + ": " + statement);
        }
      });
      Matcher index = INDEXED.matcher(statement);
      if (index.find() && index.group(1) != null && !own.contains(index.group(2))) {
        problems.add("what may be there twice may no longer: " + statement);
      }
      Matcher added = ADDED.matcher(statement);
      if (added.find() && !statement.contains("DROP CONSTRAINT " + added.group(1) + ",")) {
        problems.add("what may be written may no longer: " + statement);
      }
    }
    if (contracts && !sql.contains("UPDATE assay.identity SET readable_from = ")) {
      problems.add("a contract step says which programs are too old for it");
    }
    return problems;
  }

  private static boolean locksTablesInUse(String sql) {
    return Arrays.stream(sql.split(";"))
        .map(MigrationRulesTest::bare)
        .anyMatch(statement -> {
          Matcher index = INDEXED.matcher(statement);
          return statement.toUpperCase().startsWith("ALTER TABLE")
              || (index.find() && !sql.contains("CREATE TABLE " + index.group(2)));
        });
  }

  /// Without comments, on one line.
  private static String bare(String statement) {
    return statement.replaceAll("--[^\n]*", "").replaceAll("\\s+", " ").strip();
  }

  private static List<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted(Comparator.comparing(MigrationRulesTest::version)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"));
  }
}
