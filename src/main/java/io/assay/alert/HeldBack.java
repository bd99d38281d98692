package io.assay.alert;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// That a receiver is not told of an incident for now: the reason in one word, and in a sentence.
@Introspected
public record HeldBack(UUID incident, String receiver, String reason, String why) {}
