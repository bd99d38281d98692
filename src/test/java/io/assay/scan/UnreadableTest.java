package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Measured;
import io.assay.check.ValueType;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
class UnreadableTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Server NEW = server(180_000);
  private static final Server OLD = server(150_000);

  private static Server server(int version) {
    return new Server(new Measured.Moment(Instant.EPOCH, Optional.empty()), "r", version, true);
  }

  private static List<String> unreadable(ValueType type, Server server, String... texts)
      throws Exception {
    try (var connection = POSTGRES.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT x FROM unnest(?::text[]) WITH ORDINALITY AS t(x, n) WHERE "
                    + UnreadableSql.of("x", type, server)
                    + " ORDER BY n")) {
      statement.setArray(1, connection.createArrayOf("text", texts));
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  @Test
  void integers_are_whole_decimal_numbers_of_any_length() throws Exception {
    assertThat(
            unreadable(
                ValueType.INTEGER,
                NEW,
                "1",
                "-1",
                "+1",
                " 42\n",
                "007",
                "99999999999999999999",
                "",
                " ",
                "1.0",
                "1e3",
                "0x1F",
                "1_000",
                "n/a",
                "--1",
                "1 2",
                "\u0661"))
        .containsExactly("", " ", "1.0", "1e3", "0x1F", "1_000", "n/a", "--1", "1 2", "\u0661");
  }

  @Test
  void numbers_are_decimal_and_finite() throws Exception {
    assertThat(
            unreadable(
                ValueType.NUMERIC,
                NEW,
                "1",
                "-1.50",
                ".5",
                "5.",
                "1e-3",
                " 1.5E+10 ",
                "NaN",
                "Infinity",
                "1,5",
                ".",
                "e5",
                "12a",
                ""))
        .containsExactly("NaN", "Infinity", "1,5", ".", "e5", "12a", "");
  }

  @Test
  @OnPostgres(from = 16)
  void booleans_are_what_the_server_reads() throws Exception {
    String[] texts = {
      "t", "TRUE", " fal ", "yes", "n", "on", "of", "off", "1", "0", "o", "2", "maybe", "", "truee"
    };
    assertThat(unreadable(ValueType.BOOLEAN, NEW, texts))
        .isEqualTo(notValid("boolean", texts))
        .containsExactly("o", "2", "maybe", "", "truee");
  }

  @Test
  @OnPostgres(from = 16)
  void uuids_are_what_the_server_reads() throws Exception {
    String[] texts = {
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
      "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
      "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
      "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11-",
      " a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      ""
    };
    assertThat(unreadable(ValueType.UUID, NEW, texts)).isEqualTo(notValid("uuid", texts));
  }

  @Test
  @OnPostgres(from = 16)
  void iso_dates_read_the_same_before_version_16() throws Exception {
    String[] texts = {
      "2026-02-28",
      "2026-02-29",
      "2024-02-29",
      "1900-02-29",
      "2000-02-29",
      "2026-04-31",
      "2026-12-31",
      "2026-13-01",
      "2026-00-10",
      "2026-01-00",
      "0000-01-01",
      "2026-1-5",
      " 2026-01-05 ",
      "n/a",
      "",
      "2026-01-05x"
    };
    assertThat(unreadable(ValueType.DATE, OLD, texts))
        .isEqualTo(unreadable(ValueType.DATE, NEW, texts))
        .isEqualTo(notValid("date", texts));
  }

  @Test
  @OnPostgres(from = 16)
  void iso_timestamps_read_the_same_before_version_16() throws Exception {
    String[] texts = {
      "2026-02-28 10:00",
      "2026-02-28T10:00:00Z",
      "2026-02-28 10:00:00.123+01:00",
      "2026-02-28",
      "2026-02-28 23:59:60",
      "2026-02-28 25:00",
      "2026-02-28 10:61",
      "2026-02-30 10:00",
      "10:00",
      "x",
      ""
    };
    assertThat(unreadable(ValueType.TIMESTAMP, OLD, texts))
        .isEqualTo(unreadable(ValueType.TIMESTAMP, NEW, texts));
  }

  @Test
  @OnPostgres(from = 16)
  void json_is_what_the_server_reads() throws Exception {
    assertThat(unreadable(ValueType.JSON, NEW, "{\"a\": 1}", "1", "null", "", "{a: 1}", "[1,"))
        .containsExactly("", "{a: 1}", "[1,");
  }

  @Test
  @OnPostgres(from = 16)
  void null_reads_as_everything() throws Exception {
    for (ValueType type : ValueType.values()) {
      try (var connection = POSTGRES.connect();
          ResultSet count =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT count(*) FILTER (WHERE "
                          + UnreadableSql.of("x", type, NEW)
                          + ") FROM (VALUES (NULL::text)) AS t(x)")) {
        count.next();
        assertThat(count.getInt(1)).as(type.word()).isZero();
      }
    }
  }

  private static List<String> notValid(String type, String... texts) throws Exception {
    try (var connection = POSTGRES.connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT pg_input_is_valid(?, '" + type + "')")) {
      List<String> found = new ArrayList<>();
      for (String text : texts) {
        statement.setString(1, text);
        try (ResultSet valid = statement.executeQuery()) {
          valid.next();
          if (!valid.getBoolean(1)) {
            found.add(text);
          }
        }
      }
      return found;
    }
  }
}
