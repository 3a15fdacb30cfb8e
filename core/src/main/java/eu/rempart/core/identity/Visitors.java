package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
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

    private final VisitorStore store;
    private final SubjectKeys subjectKeys;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Duration lifetime;

    /// Visitors who are known for that long.
    public Visitors(
            VisitorStore store, SubjectKeys subjectKeys, AuditLog audit, InstantSource clock, Duration lifetime) {
        this.store = store;
        this.subjectKeys = subjectKeys;
        this.audit = audit;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /// Makes a visitor.
    ///
    /// @throws RuntimeException if the store or the audit cannot be written: there is no visitor then
    public NewVisitor create(Origin origin) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Caller.Visitor visitor = new Caller.Visitor(new SubjectId(UUID.randomUUID()));
        VisitorToken token = new VisitorToken(RandomText.token(), now.plus(lifetime));
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
