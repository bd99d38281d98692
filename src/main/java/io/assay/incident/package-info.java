/// What is wrong now: incidents, the pure lifecycle that opens and closes them, and their log.
/// Imports `check`.
@NullMarked
package io.assay.incident;

import org.jspecify.annotations.NullMarked;
