/// Pages, API and health. Imports `check`, `scan`, `history`, `incident`, `alert`, `run`.
@NullMarked
package io.assay.web;

import org.jspecify.annotations.NullMarked;
