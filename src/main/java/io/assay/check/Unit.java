package io.assay.check;

/// What a figure counts: bare numbers, shares of one (0.01 is 1%), seconds, or bytes.
public enum Unit {
  COUNT,
  SHARE,
  SECONDS,
  BYTES
}
