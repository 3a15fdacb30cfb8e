package eu.rempart.core.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One event as it is stored.
///
/// @param seq counts from 1 without gaps
/// @param at in whole milliseconds
/// @param requestId null for events of the service itself
/// @param actor keyed digest of the subject's id; null if nobody is known
/// @param facts a JSON object of strings, as text: its exact characters count
public record AuditEntry(
        long seq,
        Instant at,
        String event,
        @Nullable String requestId,
        @Nullable String actor,
        String facts) {}
