/// The commands, `serve`, `validate`, `run`, `explain`, …, and the wiring of the rooms. Imports
/// everything; nobody imports it.
@NullMarked
package io.assay.cli;

import org.jspecify.annotations.NullMarked;
