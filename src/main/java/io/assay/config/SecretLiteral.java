package io.assay.config;

import java.util.regex.Pattern;

/// Knows the look of secrets that are written out: tokens of Slack, of cloud and code services,
/// webhook addresses, private keys, passwords inside of URLs.
final class SecretLiteral {
  private static final Pattern LOOK =
      Pattern.compile(
          "xox[a-z]-[A-Za-z0-9-]{8,}"
              + "|xapp-[A-Za-z0-9-]{8,}"
              + "|hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/\\w+"
              + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
              + "|\\bgh[pousr]_[A-Za-z0-9]{20,}"
              + "|\\bglpat-[A-Za-z0-9_-]{16,}"
              + "|\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}"
              + "|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
              + "|\\bjdbc:[^\\s?]{1,500}\\?(?:\\S{0,500}&)?password=(?!\\$\\{)[^&\\s]"
              + "|://[^\\s/:@]{1,100}:(?!\\$\\{)[^\\s/@]{1,100}@");

  private SecretLiteral() {}

  static boolean in(String text) {
    return LOOK.matcher(text).find();
  }
}
