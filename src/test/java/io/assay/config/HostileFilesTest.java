package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFilesTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final String GOOD =
      """
      # a comment
      database: shop
      owner: data-platform
      schedule: 0 2 * * *
      zone: Europe/Rome
      labels: {team: "a b", tier: 'gold'}
      tables:
        public.orders:
          time: created_at
          checks:
            - fresh: created_at
              every: 10m
            - &x
              nulls: [email, id]
              at_most: {warning: 1%, critical: 5%}
              active: Mon-Fri 08:00-20:00
            - unique: (lower(email))
              where: >-
                total > 0
        "analytics.*":
          checks:
            - rows: {between: [1, 1000000]}
      checks:
        - slow: "*"
          mean: 500ms
        - sql: |
            SELECT count(*) FROM orders
          at_most: 0
          owner: ${NAME}
      """;

  private final CheckLoader loader = new CheckLoader(TestKinds.ALL);

  @Test
  void the_file_that_is_mutated_is_good() {
    assertThat(load(GOOD.getBytes(StandardCharsets.UTF_8)).problems()).isEmpty();
  }

  @Test
  void no_beginning_of_a_file_throws() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    for (int end = 0; end < good.length; end++) {
      byte[] cut = Arrays.copyOf(good, end);
      settled(cut);
    }
  }

  @Test
  void no_mutation_of_a_file_throws() {
    Random random = new Random(42);
    String symbols = "\t\n :-[]{},&*#?|>'\"%@`!\\<\0\u0085~0159.eExyz(\uFEFF$";
    for (int round = 0; round < 1500; round++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(text.length());
        String symbol = String.valueOf(symbols.charAt(random.nextInt(symbols.length())));
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, symbol);
          case 2 -> text.replace(at, at + 1, symbol);
          default -> {
            int to = Math.min(text.length(), at + random.nextInt(40));
            text.insert(random.nextInt(text.length()), text.substring(at, to));
          }
        }
      }
      settled(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void no_bytes_throw() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      settled(bytes);
    }
  }

  @Test
  void aliases_that_explode_are_refused_at_once() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
    }
    bomb.append("database: shop\nchecks: *a29\n");
    assertThat(first(bomb.toString())).contains("unfold to far too many values");
  }

  @Test
  void aliases_that_nest_are_refused_at_once() {
    String chain =
        IntStream.range(1, 5000)
            .mapToObj(i -> "a%d: &a%d [*a%d]\n".formatted(i, i, i - 1))
            .collect(Collectors.joining("", "a0: &a0 [x]\n", ""));
    assertThat(first(chain)).contains("unfold to far too many values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!a ", "&a ", "'", "\"\\", "{", "a: {"})
  void what_is_nested_or_repeated_without_end_is_refused_at_once(String part) {
    assertThat(first("database: shop\nchecks: " + part.repeat(200_000 / part.length())))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database: %s",
        "%s: shop",
        "%s",
        "database: shop\ntables: {%s: {checks: []}}",
        "database: shop\nchecks: [{%s: 1}]",
        "database: shop\nchecks: [{sql: a, schedule: %s}]",
        "database: shop\nchecks: [{sql: a, at_most: %s}]",
        "database: shop\nchecks: [{sql: a, active: %s}]",
        "database: shop\ntables: {orders: {checks: [{nulls: %s}]}}",
        "database: shop\ntables: {orders: {checks: [{nulls: (%s}]}}"
      })
  void a_line_of_200_kb_is_told_in_a_short_sentence_at_once(String file) {
    for (String part : new String[] {"a", "1", "*", "a.", "5m", "0 "}) {
      String text = file.formatted(part.repeat(200_000 / part.length()));
      assertThat(first(text)).hasSizeLessThan(600);
    }
  }

  @Test
  void a_query_of_200_kb_is_fine() {
    LoadedChecks loaded =
        load(
            ("database: shop\nchecks:\n  - sql: select " + "1 + ".repeat(50_000) + "1")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.checks().getFirst().id().value()).hasSizeLessThan(100);
  }

  @Test
  void a_file_of_problems_tells_the_first_hundred() {
    LoadedChecks loaded =
        load(
            ("database: shop\nchecks:\n" + "  - sqll: 1\n".repeat(5000))
                .getBytes(StandardCharsets.UTF_8));
    assertThat(loaded.problems()).hasSize(101);
  }

  @Test
  void a_byte_order_mark_is_passed_over_and_other_encodings_are_told() {
    assertThat(load(("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_8)).problems()).isEmpty();
    assertThat(load(GOOD.getBytes(StandardCharsets.UTF_16)).problems())
        .extracting(Problem::toString)
        .containsExactly("f.yaml:1:1: this is not UTF-8 text; save the file as UTF-8");
    assertThat(
            load("database: shop\nowner: Müller\n".getBytes(StandardCharsets.ISO_8859_1))
                .problems())
        .extracting(Problem::toString)
        .containsExactly("f.yaml:2:9: this is not UTF-8 text; save the file as UTF-8");
  }

  @Test
  void a_file_of_more_than_a_megabyte_is_refused() {
    assertThat(first("# " + "x".repeat(1 << 20))).contains("larger than 1 MB");
  }

  private String first(String text) {
    LoadedChecks loaded = assertTimeout(SOON, () -> load(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(loaded.checks()).isEmpty();
    return loaded.problems().getFirst().message();
  }

  /// Whatever a file holds, it is either good or has a problem.
  private void settled(byte[] content) {
    LoadedChecks loaded = load(content);
    assertThat(loaded.problems().isEmpty()).isEqualTo(loaded.broken().isEmpty());
    assertThat(loaded.problems().isEmpty()).isEqualTo(loaded.good().containsKey("f.yaml"));
  }

  private LoadedChecks load(byte[] content) {
    return loader.load(
        Sources.of(new SourceFile("f.yaml", content)),
        Map.of(),
        new Surroundings(Optional.of(Set.of("shop")), Map.of("shop", TestCatalogs.SHOP)));
  }
}
