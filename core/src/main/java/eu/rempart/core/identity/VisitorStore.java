package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Instant;
import java.util.Optional;

/// Where visitors are kept. Thread-safe; blocks; every write is one atomic step and durable on return. Every method
/// may throw a `RuntimeException` if the store does not answer.
public interface VisitorStore {

    /// Stores a new visitor and its subject.
    void create(SubjectId id, Ciphertext wrappedKey, TokenHash token, Instant now, Instant expiresAt);

    /// The visitor of that token, even if its time is over; empty if there is none.
    Optional<KnownVisitor> find(TokenHash token);

    record KnownVisitor(SubjectId id, Instant expiresAt) {}
}
