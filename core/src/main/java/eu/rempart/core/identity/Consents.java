package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// What people have agreed to or refused, as a list that only grows. Thread-safe; blocks.
public final class Consents {

    /// Talking with the assistants, under the terms of the notice.
    public static final String ASSISTANT = "assistant";

    private final ConsentStore store;
    private final AuditLog audit;
    private final InstantSource clock;

    public Consents(ConsentStore store, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /// Records a decision about the version of the notice that was shown.
    ///
    /// @throws RuntimeException if the store or the audit cannot be written: nothing was decided then
    public Consent record(SubjectId subject, String purpose, boolean granted, String policyVersion, Origin origin) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        audit.append(new AuditEvent(
                now,
                granted ? "consent.granted" : "consent.refused",
                origin.requestId(),
                subject,
                Map.of("purpose", purpose, "policyVersion", policyVersion)));
        return store.append(new Consent(subject, purpose, granted, policyVersion, now));
    }

    /// The decision in force; empty if there is none, or the newest is about another version of the notice.
    public Optional<Consent> inForce(SubjectId subject, String purpose, String policyVersion) {
        return store.latest(subject, purpose)
                .filter(decision -> decision.policyVersion().equals(policyVersion));
    }
}
