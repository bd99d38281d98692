package io.assay.config;

import io.assay.check.Column;
import io.assay.check.Compared;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what of two tables is compared.
record ComparisonReader(ValueReader values, ColumnReader columns) {
  private static final Pattern AGGREGATE = Pattern.compile("(\\w+)\\s*\\((.*)\\)", Pattern.DOTALL);
  private static final List<String> WORDS = List.of("rows", "content");

  Optional<Compared> read(Yaml.Field field) {
    return values
        .text(field, "rows, content, or an aggregate such as sum(total)")
        .flatMap(text -> {
          String written = text.value().strip();
          Matcher aggregate = AGGREGATE.matcher(written);
          if (aggregate.matches()) {
            return aggregate(text, aggregate.group(1), aggregate.group(2).strip());
          }
          return values
              .word(field.key(), text, WORDS)
              .map(word -> word.equals("rows") ? new Compared.Rows() : new Compared.Content());
        });
  }

  /// `sum(total)` names a column, `sum((a + b))` an expression.
  private Optional<Compared> aggregate(Yaml.Text text, String word, String of) {
    List<String> known = ValueReader.words(Compared.Aggregate.class);
    Optional<Compared.Aggregate> aggregate =
        values
            .word("aggregate", new Yaml.Text(word, false, text.at()), known)
            .map(each -> Compared.Aggregate.valueOf(each.toUpperCase(Locale.ROOT)));
    if (of.isEmpty()) {
      return values.wrong(text.at(), "'" + word + "(…)' needs a column: sum(total)");
    }
    Optional<Column> column = columns.column(new Yaml.Text(of, false, text.at()));
    return aggregate.flatMap(each -> column.map(on -> new Compared.Figure(each, on)));
  }
}
