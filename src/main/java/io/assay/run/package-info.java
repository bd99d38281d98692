/// When: the schedule, the replicas that share it, and [io.assay.run.Run], the one method in which
/// the order from a due check to its result, incident and deliveries can be read. What it needs of
/// measuring and of telling people it says in interfaces of its own. Imports `check`, `scan`,
/// `history` and `incident`.
@NullMarked
package io.assay.run;

import org.jspecify.annotations.NullMarked;
