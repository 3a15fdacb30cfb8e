package eu.rempart.server.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.Consent;
import eu.rempart.core.identity.ConsentStore;
import eu.rempart.server.store.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Decisions in SQL; rows are only ever added.
public final class SqlConsentStore implements ConsentStore {

    private final Database database;

    public SqlConsentStore(Database database) {
        this.database = database;
    }

    @Override
    public Consent append(Consent decision) {
        UUID id = UUID.randomUUID();
        return database.write(handle -> {
            // Takes the subject's row lock: decisions of one subject are written one after the other.
            handle.createUpdate("UPDATE subjects SET kind = kind WHERE id = :subject")
                    .bind("subject", decision.subject().toString())
                    .execute();
            Instant at = latest(handle, decision.subject(), decision.purpose())
                    .map(last -> last.at().plusMillis(1))
                    .filter(earliest -> earliest.isAfter(decision.at()))
                    .orElse(decision.at());
            handle.createUpdate("""
                            INSERT INTO consents (id, subject_id, purpose, granted, policy_version, decided_at)
                            VALUES (:id, :subject, :purpose, :granted, :version, :at)""")
                    .bind("id", id.toString())
                    .bind("subject", decision.subject().toString())
                    .bind("purpose", decision.purpose())
                    .bind("granted", decision.granted() ? 1 : 0)
                    .bind("version", decision.policyVersion())
                    .bind("at", at.toEpochMilli())
                    .execute();
            return new Consent(
                    decision.subject(), decision.purpose(), decision.granted(), decision.policyVersion(), at);
        });
    }

    @Override
    public Optional<Consent> latest(SubjectId subject, String purpose) {
        return database.read(handle -> latest(handle, subject, purpose));
    }

    private static Optional<Consent> latest(Handle handle, SubjectId subject, String purpose) {
        return handle.createQuery("""
                        SELECT subject_id, purpose, granted, policy_version, decided_at FROM consents
                        WHERE subject_id = :subject AND purpose = :purpose ORDER BY decided_at DESC LIMIT 1""")
                .bind("subject", subject.toString())
                .bind("purpose", purpose)
                .map((row, _) -> new Consent(
                        UserRow.subject(row),
                        row.getString("purpose"),
                        row.getInt("granted") != 0,
                        row.getString("policy_version"),
                        Instant.ofEpochMilli(row.getLong("decided_at"))))
                .findOne();
    }
}
