/// What happened: the results of all runs, the values that baselines are made of, and how long they
/// are kept. Imports `check`.
@NullMarked
package io.assay.history;

import org.jspecify.annotations.NullMarked;
