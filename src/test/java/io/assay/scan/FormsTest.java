package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.TextForm;
import io.assay.check.TextForm.Format;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The forms that `match` knows by name.
class FormsTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();

  /// Returns the texts that are not of the form.
  private static List<String> unmatched(Format format, List<String> texts) throws Exception {
    try (var connection = POSTGRES.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT x FROM unnest(?::text[]) WITH ORDINALITY AS t(x, n) WHERE "
                    + FormSql.of("x", new TextForm.Known(format))
                    + " ORDER BY n")) {
      statement.setArray(1, connection.createArrayOf("text", texts.toArray()));
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  private static void are(Format format, String... texts) throws Exception {
    assertThat(unmatched(format, List.of(texts))).isEmpty();
  }

  private static void areNot(Format format, String... texts) throws Exception {
    assertThat(unmatched(format, List.of(texts))).containsExactly(texts);
  }

  @Test
  void an_email_address_has_one_at_and_a_domain_with_a_dot() throws Exception {
    are(
        Format.EMAIL,
        "a@b.it",
        "first.last+tag@mail.example.com",
        "o'neil@example.org",
        "1@2.3",
        "A@EXAMPLE.COM");
    areNot(
        Format.EMAIL,
        "",
        " ",
        "a",
        "a@b",
        "a@@b.it",
        "a b@c.it",
        "a@b.it ",
        "a@b..it",
        "a@-b.it",
        "@b.it",
        "a@b.it\n",
        "Ann <a@b.it>",
        "ü@b.it",
        "a@" + "b".repeat(64) + ".it");
  }

  @Test
  void a_uuid_has_its_hyphens_in_their_places() throws Exception {
    are(
        Format.UUID,
        "00000000-0000-0000-0000-000000000000",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11");
    areNot(
        Format.UUID,
        "",
        "a0eebc999c0b4ef8bb6d6bb9bd380a11",
        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
        "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  }

  @Test
  void an_ip_address_is_one_of_version_four_or_six_without_a_prefix() throws Exception {
    are(
        Format.IP,
        "0.0.0.0",
        "255.255.255.255",
        "10.1.2.3",
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "fe80::1:2",
        "2001:db8::8a2e:370:7334",
        "::ffff:10.0.0.1",
        "64:ff9b::192.0.2.33",
        "1:2:3:4:5:6:1.2.3.4");
    areNot(
        Format.IP,
        "",
        "256.1.1.1",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "10.0.0.0/8",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "fe80::1%eth0",
        "1:2:3:4:5:6:7:1.2.3.4",
        "g::1");
  }

  @Test
  @OnPostgres(from = 16)
  void every_way_to_write_an_address_of_version_six_is_what_postgresql_takes_too()
      throws Exception {
    List<String> texts = new ArrayList<>();
    for (int before = 0; before <= 8; before++) {
      for (int after = 0; after <= 8; after++) {
        for (String end : List.of("", "1.2.3.4")) {
          String left = String.join(":", Collections.nCopies(before, "ab1"));
          List<String> right = new ArrayList<>(Collections.nCopies(after, "7"));
          if (!end.isEmpty()) {
            right.add(end);
          }
          texts.add(left + "::" + String.join(":", right));
        }
      }
    }
    List<String> refused = new ArrayList<>();
    try (var connection = POSTGRES.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT x FROM unnest(?::text[]) WITH ORDINALITY AS t(x, n)"
                    + " WHERE NOT pg_input_is_valid(x, 'inet') ORDER BY n")) {
      statement.setArray(1, connection.createArrayOf("text", texts.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          refused.add(rows.getString(1));
        }
      }
    }
    assertThat(refused).isNotEmpty();
    assertThat(unmatched(Format.IP, texts)).isEqualTo(refused);
  }

  @Test
  void a_url_is_absolute_and_of_the_web() throws Exception {
    are(
        Format.URL,
        "http://localhost",
        "https://example.com",
        "HTTPS://Example.com/",
        "https://example.com:8443/a/b?c=d&e=%20#f",
        "https://user:pw@example.com/",
        "http://10.0.0.1/x",
        "http://[::1]:8080/x",
        "https://example.com?q",
        "https://example.com./ü");
    areNot(
        Format.URL,
        "",
        "example.com",
        "//example.com",
        "ftp://example.com",
        "http://",
        "http:///x",
        "http://a b.com",
        "http://example.com/a b",
        "http://example.com:port",
        "http://-a.com",
        "http://a..b",
        "mailto:a@b.it",
        "https://bücher.example");
  }

  @Test
  void a_phone_number_is_international() throws Exception {
    are(Format.PHONE, "+393331234567", "+1 (212) 555-0100", "+44 20 7946 0958", "+49.30.1234567");
    areNot(
        Format.PHONE,
        "",
        "3331234567",
        "0039 333 1234567",
        "+0 333 1234567",
        "+39",
        "+1234567890123456",
        "+39 333 CALL ME",
        "+393331234567 ",
        "+393331234567x12");
  }

  @Test
  void bytes_that_are_not_all_printable_look_encrypted() throws Exception {
    SecureRandom random = new SecureRandom();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[16 + i];
      random.nextBytes(bytes);
      String hex = HexFormat.of().formatHex(bytes);
      texts.addAll(
          List.of(
              hex,
              "\\x" + hex,
              Base64.getEncoder().encodeToString(bytes),
              Base64.getMimeEncoder().encodeToString(bytes),
              Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    }
    texts.add("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n");
    texts.add("vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==");
    texts.add("eyJhbGciOiJSU0EtT0FFUCJ9.OKOawDo13gRp.48V1_ALb6US04U3b.5eym8TW_c8SuK.XFBoMYUZ");
    assertThat(unmatched(Format.ENCRYPTED, texts)).isEmpty();
  }

  @Test
  void plain_text_does_not_look_encrypted_nor_do_its_bytes() throws Exception {
    List<String> texts = new ArrayList<>();
    for (String plain :
        List.of(
            "",
            "a",
            "client7@delta.example",
            "Ann Example, 12 Long Street, 00100 Rome",
            "+39 333 1234567",
            "4111 1111 1111 1111",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")) {
      byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
      texts.add(plain);
      texts.add("\\x" + HexFormat.of().formatHex(bytes));
      texts.add(Base64.getEncoder().encodeToString(bytes));
      texts.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    texts.add("12345678901234567890123456789012345");
    texts.add("all-lower-case-and-rather-long");
    assertThat(unmatched(Format.ENCRYPTED, texts)).isEqualTo(texts);
  }
}
