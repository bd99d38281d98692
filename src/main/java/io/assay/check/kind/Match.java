package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Parameter;
import io.assay.check.TextForm;
import java.util.List;
import java.util.Optional;

/// `match`: rows whose text does not match a POSIX regular expression, or has not a known form.
/// NULL is no text and is not counted; the empty string is a text like any other.
public record Match(Column column, TextForm form, Limits limits) implements Counting {
  private static final Parameter<Column> COLUMN =
      Parameter.required("match", new Parameter.Shape.OneColumn(), "the text, or an expression");
  private static final Parameter<String> PATTERN =
      Parameter.optional(
          "pattern",
          new Parameter.Shape.Pattern(),
          "a POSIX regular expression that a part of the text has to match; ^ and $ are its ends");
  private static final Parameter<TextForm.Format> FORMAT =
      Parameter.optional(
          "format",
          new Parameter.Shape.OneOf<>(TextForm.Format.class),
          "a known form: email, uuid, ip, url, phone, encrypted");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMN,
          KindLanguage.Place.TABLE,
          List.of(PATTERN, FORMAT, CountedRows.LIMIT),
          written ->
              List.of(new Match(written.get(COLUMN), form(written), CountedRows.limits(written))));

  private static TextForm form(KindLanguage.Arguments written) {
    Optional<TextForm> pattern = written.find(PATTERN).map(TextForm.Matching::new);
    Optional<TextForm> format = written.find(FORMAT).map(TextForm.Known::new);
    if (pattern.isPresent() == format.isPresent()) {
      throw new IllegalArgumentException(
          "'match' needs either 'pattern' or 'format', such as pattern: '^[A-Z]{2}[0-9]+$'");
    }
    return pattern.or(() -> format).orElseThrow();
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return column.written();
  }

  @Override
  public Measure.Unmatched counted() {
    return new Measure.Unmatched(column, form);
  }

  @Override
  public CountedRows.Wording wording() {
    String as =
        switch (form) {
          case TextForm.Matching _ -> "match the pattern";
          case TextForm.Known(TextForm.Format format) -> "look like " + format.noun();
        };
    return new CountedRows.Wording("does not " + as, "do not " + as, "all of %s " + as);
  }
}
