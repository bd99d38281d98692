/// The vocabulary: what a check is, what it asks to have measured, and what a measurement can come
/// to.
///
/// Nothing here knows SQL, YAML, HTTP or the time of day; everything is a value or a pure function.
/// Imports no other room. The kinds of checks live in [io.assay.check.kind], one file each.
@NullMarked
package io.assay.check;

import org.jspecify.annotations.NullMarked;
