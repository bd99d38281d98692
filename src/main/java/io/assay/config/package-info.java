/// From YAML files and settings to the types of the rooms; every problem with its file, line and
/// column. Imports the rooms above it: `check`, `scan`, `history`, `incident`, `alert`, `run`.
@NullMarked
package io.assay.config;

import org.jspecify.annotations.NullMarked;
