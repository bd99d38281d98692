package io.assay.config;

import io.assay.check.Unit;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads figures: bare numbers, shares, bytes, durations; each tells its unit by how it is written.
final class NumberText {
  private static final String NUMBER = "[+-]?(?:\\d{1,30}(?:\\.\\d{1,30})?|\\.\\d{1,30})";
  private static final Pattern BARE = Pattern.compile("(" + NUMBER + ")(?:[eE]([+-]?\\d{1,2}))?");
  private static final Pattern SHARE = Pattern.compile("(" + NUMBER + ") ?%");
  private static final Pattern BYTES =
      Pattern.compile("(" + NUMBER + ") ?(bytes|byte|B|kB|KB|MB|GB|TB|PB)");

  /// A figure in its unit.
  record Figure(BigDecimal value, Unit unit) {}

  private NumberText() {}

  static Optional<BigDecimal> number(String text) {
    Matcher bare = BARE.matcher(text);
    if (!bare.matches()) {
      return Optional.empty();
    }
    String exponent = bare.group(2);
    return Optional.of(
        new BigDecimal(bare.group(1))
            .scaleByPowerOfTen(exponent == null ? 0 : Integer.parseInt(exponent)));
  }

  static Optional<Figure> figure(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return Optional.of(new Figure(new BigDecimal(share.group(1)).movePointLeft(2), Unit.SHARE));
    }
    Matcher bytes = BYTES.matcher(text);
    if (bytes.matches()) {
      int power = "bkmgtp".indexOf(bytes.group(2).toLowerCase(Locale.ROOT).charAt(0));
      return Optional.of(
          new Figure(
              new BigDecimal(bytes.group(1)).multiply(BigDecimal.valueOf(1024).pow(power)),
              Unit.BYTES));
    }
    Optional<Figure> number = number(text).map(value -> new Figure(value, Unit.COUNT));
    return number.or(() ->
        DurationText.parse(text)
            .map(span ->
                new Figure(
                    BigDecimal.valueOf(span.getSeconds())
                        .add(BigDecimal.valueOf(span.getNano(), 9))
                        .stripTrailingZeros(),
                    Unit.SECONDS)));
  }
}
