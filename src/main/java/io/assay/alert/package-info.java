/// Who is told: routes, mutes and silences, what each receiver should know and has acknowledged,
/// and the courier that closes the difference. The channels live in [io.assay.alert.channel].
/// Imports `check` and `incident`.
@NullMarked
package io.assay.alert;

import org.jspecify.annotations.NullMarked;
