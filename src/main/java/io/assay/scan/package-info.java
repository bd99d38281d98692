/// From many checks to few statements, and the statements themselves: the planner, the SQL of each
/// measure, the guarded read-only transaction they run in, and the catalog. The only room that
/// speaks to monitored databases. Imports `check`.
///
/// The way through it: [ScanRunner] takes checks; [Planner] makes [Scan]s of them; a [Round] opens
/// a [GuardedTransaction] on the [MonitoredDatabase] for each, renders its SQL ([RelationSql],
/// [RowSql], [AloneSql]), reads the answer, and asks again in parts what failed as a whole; a
/// [Trouble] puts an error into words.
///
/// A check that holds a table against another one goes another way: [Comparisons] makes a
/// [Comparison] of it, which asks [BothSides] the same.
@NullMarked
package io.assay.scan;

import org.jspecify.annotations.NullMarked;
