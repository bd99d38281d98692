package io.assay.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version of this build, from the jar's manifest.
final class Version implements IVersionProvider {
  static String number() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"assay " + number()};
  }
}
