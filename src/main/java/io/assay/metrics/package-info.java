/// The Prometheus names, all in one file. Imports `check`, `incident`, `run`.
@NullMarked
package io.assay.metrics;

import org.jspecify.annotations.NullMarked;
