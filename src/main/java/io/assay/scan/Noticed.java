package io.assay.scan;

import io.assay.check.TableName;

/// A change of a table's structure that was noticed while its checks were measured.
///
/// @param sentence what is different: `column email was dropped`; names, types and definitions, no
///   row's values
/// @param key the same for the same change, whoever notices it
public record Noticed(TableName table, String sentence, String key) {}
