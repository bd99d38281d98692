package io.assay.check;

import java.time.ZoneId;
import java.util.Optional;

/// What a check is about: a database, for most kinds a relation of it, which rows, within which
/// guard, and the zone in which times that carry none are read.
public record Target(
    String database, Optional<TableName> table, Filter filter, Guard guard, ZoneId zone) {}
