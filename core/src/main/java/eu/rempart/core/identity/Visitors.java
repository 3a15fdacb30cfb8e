package eu.rempart.core.identity;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/// People without an account who have accepted the notice. Thread-safe; blocks.
public final class Visitors {

    private static final Duration LIFETIME = Duration.ofDays(180);

    private final VisitorStore store;
    private final SubjectKeys subjectKeys;
    private final AuditLog audit;
    private final InstantSource clock;

    public Visitors(VisitorStore store, SubjectKeys subjectKeys, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.subjectKeys = subjectKeys;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a visitor, for 180 days.
    ///
    /// @throws RuntimeException if the store or the audit cannot be written: there is no visitor then
    public NewVisitor create(Origin origin) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Caller.Visitor visitor = new Caller.Visitor(new SubjectId(UUID.randomUUID()));
        VisitorToken token = new VisitorToken(RandomText.token(), now.plus(LIFETIME));
        audit.append(new AuditEvent(now, "visitor.created", origin.requestId(), visitor.id(), Map.of()));
        store.create(
                visitor.id(),
                subjectKeys.wrapNewKey(visitor.id()),
                TokenHash.of(token.value()),
                now,
                token.expiresAt());
        return new NewVisitor(visitor, token);
    }

    /// A visitor just made.
    ///
    /// @param token for the cookie; it is not stored
    public record NewVisitor(Caller.Visitor visitor, VisitorToken token) {}
}
