/// When: the schedule, the replicas that share it, and [io.assay.run.Run], the one method in which
/// the order from a due check to its result, incident and deliveries can be read. Imports `check`,
/// `scan`, `history`, `incident`, `alert`.
@NullMarked
package io.assay.run;

import org.jspecify.annotations.NullMarked;
