package io.assay.check;

/// What a text can be asked to look like.
public sealed interface TextForm {

  /// Any part of the text matches the POSIX regular expression.
  record Matching(String pattern) implements TextForm {}

  /// The whole text has one of the known forms.
  record Known(Format format) implements TextForm {}

  /// The forms that have a name.
  enum Format {
    EMAIL("an email address"),
    UUID("a UUID"),
    IP("an IP address"),
    URL("a URL"),
    PHONE("a phone number"),
    ENCRYPTED("ciphertext");

    private final String noun;

    Format(String noun) {
      this.noun = noun;
    }

    /// Returns what a text of the form is called: `an email address`.
    public String noun() {
      return noun;
    }
  }
}
