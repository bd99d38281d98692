package io.assay.scan;

import io.assay.check.TextForm;

/// The condition that a text has not a form; NULL gives NULL, which counts as having it.
///
/// An author's pattern is read with the column's own collation. The known forms are read with
/// collation "C", and so come to the same in every database.
final class FormSql {
  private static final String HOST_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IP_4 = "(" + OCTET + "[.]){3}" + OCTET;
  private static final String HEX = "[0-9a-fA-F]{1,4}";

  /// Eight groups; or fewer with one `::` for those that are missing, which may stand anywhere.
  private static final String IP_6 =
      "((H:){7}H|(H:){1,7}:|(H:){1,6}:H|(H:){1,5}(:H){1,2}|(H:){1,4}(:H){1,3}|(H:){1,3}(:H){1,4}"
          .concat("|(H:){1,2}(:H){1,5}|H:(:H){1,6}|:(:H){1,7}|::")
          .concat("|(H:){6}V|(H:){1,5}:V|(H:){1,4}:H:V|(H:){1,3}(:H){1,2}:V|(H:){1,2}(:H){1,3}:V")
          .concat("|H:(:H){1,4}:V|:(:H){0,5}:V)")
          .replace("H", HEX)
          .replace("V", IP_4);

  /// As browsers take it in a form, but with a dot in the domain.
  private static final String EMAIL =
      "[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@" + HOST_LABEL + "([.]" + HOST_LABEL + ")+";

  private static final String URL =
      "[Hh][Tt][Tt][Pp][Ss]?://([^ \\t\\n\\r/?#@]*@)?(D([.]D)*[.]?|\\[S\\])(:[0-9]{1,5})?([/?#][^ \\t\\n\\r]*)?"
          .replace("D", "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
          .replace("\\[S\\]", "\\[" + IP_6 + "\\]");

  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
  private static final String PHONE = "[+][1-9]([ .()-]*[0-9]){6,14}";

  /// The first three of four letters of base64 that come to ASCII.
  private static final String ASCII = "[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589]";

  private static final String HEXADECIMAL = "^(\\\\x|0x)?[0-9a-fA-F]{32}([0-9a-fA-F]{2})*$";
  private static final String HEXADECIMAL_ASCII = "^(\\\\x|0x)?([2-7][0-9a-fA-F]|0[9aAdD])+$";
  private static final String BASE_64 =
      "^([A-Za-z0-9+/]{22}[A-Za-z0-9+/\\r\\n]*|[A-Za-z0-9_-]{22}[A-Za-z0-9_-]*)={0,2}[\\r\\n]*$";
  private static final String BASE_64_ASCII =
      "^(" + ASCII + "[A-Za-z0-9+/_-])*(" + ASCII + "?)?=*$";
  private static final String ENVELOPE =
      "^(-----BEGIN PGP MESSAGE-----|vault:v[0-9]+:[A-Za-z0-9+/]{22}[A-Za-z0-9+/]*={0,2}$"
          + "|eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]*([.][A-Za-z0-9_-]+){3}$)";

  private FormSql() {}

  static String of(String column, TextForm form) {
    String text = column + "::text";
    return switch (form) {
      // That the pattern is none is found by planning: what is constant is evaluated then.
      case TextForm.Matching(String pattern) ->
          "("
              + text
              + " !~ "
              + Quoted.text(pattern)
              + " AND ('' ~ "
              + Quoted.text(pattern)
              + ") IS NOT NULL)";
      case TextForm.Known(TextForm.Format format) -> unlike(text + " COLLATE \"C\"", format);
    };
  }

  private static String unlike(String text, TextForm.Format format) {
    return switch (format) {
      case EMAIL -> unlike(text, EMAIL);
      case UUID -> unlike(text, UUID);
      case IP -> unlike(text, IP_4 + "|" + IP_6);
      case URL -> unlike(text, URL);
      case PHONE -> unlike(text, PHONE);
      case ENCRYPTED -> plain(text);
    };
  }

  private static String unlike(String text, String pattern) {
    return text + " !~ '^(" + pattern + ")$'";
  }

  /// What is encrypted has bytes beyond ASCII. Bytes in hexadecimal are taken for it where not all
  /// of them are printable; base64, which has both cases of letters, where it does not come to
  /// ASCII: the high bit of each of three bytes falls into another of four letters, and where it is
  /// not set the letter is one of half of them. PGP, Vault and JWE have envelopes of their own.
  /// Several small patterns, because one with lookaheads takes many times as long.
  private static String plain(String text) {
    return """
    NOT (%1$s ~ '%2$s' AND %1$s !~ '%3$s'
        OR %1$s ~ '%4$s' AND %1$s ~ '[a-z]' AND %1$s ~ '[A-Z]' AND %1$s !~ '%5$s'
        OR %1$s ~ '%6$s')\
    """
        .formatted(text, HEXADECIMAL, HEXADECIMAL_ASCII, BASE_64, BASE_64_ASCII, ENVELOPE);
  }
}
