package io.assay.run;

import io.assay.history.History;
import io.assay.incident.CheckStates;
import io.assay.incident.Incidents;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;

/// The state store as a run sees it: its transactions, and the tables it writes to.
public record Store(
    TransactionOperations<Connection> transactions,
    History history,
    CheckStates states,
    Incidents incidents) {}
