/// The kinds of checks, one file each: a record that says what it wants measured and how it judges
/// it, with its own language beside it. [Kinds] lists them; nothing else has to know a new one.
@NullMarked
package io.assay.check.kind;

import org.jspecify.annotations.NullMarked;
