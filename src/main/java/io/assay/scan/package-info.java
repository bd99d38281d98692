/// From many checks to few statements, and the statements themselves: the planner, the SQL of each
/// measure, the guarded read-only transaction they run in, and the catalog. The only room that
/// speaks to monitored databases. Imports `check`.
@NullMarked
package io.assay.scan;

import org.jspecify.annotations.NullMarked;
