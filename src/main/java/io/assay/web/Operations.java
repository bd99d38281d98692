package io.assay.web;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.run.RunNow;
import java.util.List;

/// What the web can ask of the daemon.
public interface Operations {

  /// Returns the checks in force.
  List<Check> checks();

  /// Returns the problems of the last load, each as `path:line:column: message`; empty when there
  /// were none.
  List<String> problems();

  /// Reads the files again and returns the problems that were found.
  List<String> reload();

  /// Makes the check due at once, together with those that share its schedule and table; returns
  /// what came of that.
  RunNow runNow(CheckId check);
}
