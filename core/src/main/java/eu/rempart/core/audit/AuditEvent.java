package eu.rempart.core.audit;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One fact for the audit.
///
/// @param event a stable name in lower case with dots: `chat.opened`, `chat.refused`, `login.failed`
/// @param requestId the request it belongs to; null for events of the service itself
/// @param subject whom it is about; stored as a keyed digest, never as it is; null if nobody known
/// @param facts names and short values; never content, never a secret, never personal data
public record AuditEvent(
        Instant at,
        String event,
        @Nullable String requestId,
        @Nullable SubjectId subject,
        Map<String, String> facts) {

    public AuditEvent {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }
}
