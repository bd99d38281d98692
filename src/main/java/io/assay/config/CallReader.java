package io.assay.config;

import io.assay.check.Aggregate;
import io.assay.check.Column;
import io.assay.check.Reference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what is written with parentheses after a name: a figure of a column, `avg(total)`, and
/// columns of another table, `clients(tenant, client_no)`.
final class CallReader {
  private static final Pattern CALL = Pattern.compile("([^()]+)\\((.*)\\)", Pattern.DOTALL);
  private static final Pattern OPERATOR = Pattern.compile("[-+*/%<>=!|:'()]");

  private final ValueReader values;
  private final ColumnReader columns;

  CallReader(ValueReader values, ColumnReader columns) {
    this.values = values;
    this.columns = columns;
  }

  Optional<Aggregate> aggregate(Yaml.Field field) {
    String wanted = "a figure such as avg(total) or percentile(total, 0.95)";
    Optional<Yaml.Text> text = values.text(field, wanted);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher call = CALL.matcher(text.get().value().strip());
    if (!call.matches()) {
      return values.needs(field, wanted);
    }
    Optional<Aggregate.Function> function =
        values
            .word(
                field.key(),
                new Yaml.Text(call.group(1), false, text.get().at()),
                ValueReader.words(Aggregate.Function.class))
            .map(word -> Aggregate.Function.valueOf(word.toUpperCase(Locale.ROOT)));
    return function.flatMap(found -> aggregate(found, call.group(2).strip(), text.get()));
  }

  private Optional<Aggregate> aggregate(
      Aggregate.Function function, String arguments, Yaml.Text text) {
    if (function != Aggregate.Function.PERCENTILE) {
      return column(function, arguments, text)
          .map(column -> new Aggregate(function, column, Optional.empty()));
    }
    int comma = arguments.lastIndexOf(',');
    Optional<BigDecimal> fraction =
        comma < 0
            ? Optional.empty()
            : NumberText.number(arguments.substring(comma + 1).strip())
                .filter(part -> part.signum() >= 0 && part.compareTo(BigDecimal.ONE) <= 0);
    if (fraction.isEmpty()) {
      return values.wrong(
          text.at(), "a percentile needs a fraction from 0 to 1, as in percentile(total, 0.95)");
    }
    return column(function, arguments.substring(0, comma).strip(), text)
        .map(column -> new Aggregate(function, column, fraction));
  }

  private Optional<Column> column(Aggregate.Function function, String written, Yaml.Text text) {
    if (written.isEmpty()) {
      return values.wrong(
          text.at(), "the column in the parentheses is missing: " + function.word() + "(total)");
    }
    if (!written.startsWith("(") && OPERATOR.matcher(written).find()) {
      return values.wrong(
          text.at(),
          "an expression needs parentheses of its own: " + function.word() + "((a + b))");
    }
    return columns.column(new Yaml.Text(written, false, text.at()));
  }

  Optional<Reference> reference(Yaml.Field field) {
    String wanted = "a table with its columns, such as customers(id)";
    Optional<Yaml.Text> text = values.text(field, wanted);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher call = CALL.matcher(text.get().value().strip());
    if (!call.matches()) {
      return values.needs(field, wanted);
    }
    String table = call.group(1).strip();
    List<String> names = new ArrayList<>();
    for (String name : call.group(2).split(",", -1)) {
      names.add(name.strip());
    }
    boolean named = names.stream().noneMatch(String::isEmpty);
    return named && !table.isEmpty() && !table.startsWith(".") && !table.endsWith(".")
        ? Optional.of(new Reference(Relations.exact(table), names))
        : values.needs(field, wanted);
  }
}
