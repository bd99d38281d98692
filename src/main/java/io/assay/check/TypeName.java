package io.assay.check;

import java.util.regex.Pattern;

/// A type as CREATE TABLE writes it: `bigint`, `varchar(10)`, `timestamp(3) with time zone`,
/// `shop.order_status[]`. It holds nothing else, so that it can stand in SQL; whether there is such
/// a type only a database knows.
public record TypeName(String written) {
  private static final String NAME = "(?:\"[^\"\\x00]+\"|[\\p{L}_][\\p{L}\\p{N}_]*)";
  private static final String MODIFIER = "\\s*-?[\\p{L}\\p{N}_]+\\s*";
  private static final Pattern TYPE =
      Pattern.compile(
          "%1$s(?:\\.%1$s)?(?:\\s+%1$s)*(?:\\s*\\(%2$s(?:,%2$s)*\\))?(?:\\s+%1$s)*(?:\\s*\\[\\d*\\])*"
              .formatted(NAME, MODIFIER));

  /// Throws IllegalArgumentException, with a text for the author, when it is not written as a type.
  public TypeName {
    if (!TYPE.matcher(written).matches()) {
      throw new IllegalArgumentException(
          "'" + written + "' is no type; write it as in CREATE TABLE: bigint, numeric(12,2)");
    }
  }
}
