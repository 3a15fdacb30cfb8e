package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Where sessions and the hashes of their refresh tokens are kept. Thread-safe; blocks; every write is one atomic
/// step and durable on return. Every method may throw a `RuntimeException` if the store does not answer.
///
/// A session is the family of all refresh tokens that were issued in it.
public interface SessionStore {

    /// Opens a session, unless the user has meanwhile been disabled or has another password than the one that was
    /// verified: a login that races a change of the password loses. False, and nothing stored, in that case.
    boolean open(Session session, PasswordHash verified, TokenHash refreshToken, Instant now);

    /// Spends a refresh token and issues the next, in one step: of any number of callers with the same token one
    /// wins, the others are reuse, and reuse ends the session.
    Rotation rotate(TokenHash presented, TokenHash next, Instant now);

    /// The session and its user as they are now; empty if there is none or it was revoked. Says nothing about expiry
    /// or disabled users.
    Optional<LiveSession> find(UUID sessionId);

    /// The session in which the token was issued, spent or not; empty if there is none or it was revoked.
    Optional<Session> findByRefreshToken(TokenHash token);

    /// Ends a session; false if there is none or it has ended already.
    boolean revoke(UUID sessionId, Instant now);

    /// Deletes sessions that expired before that moment, with their tokens; how many.
    int deleteExpired(Instant before);

    record Session(UUID id, SubjectId user, Instant expiresAt) {}

    record LiveSession(UUID id, User user, Instant expiresAt) {}

    /// What became of a refresh token.
    sealed interface Rotation {

        record Rotated(Session session) implements Rotation {}

        /// It was spent before.
        ///
        /// @param endedNow whether this is what ended the session
        record Reused(Session session, boolean endedNow) implements Rotation {}

        /// There is no such token, or its session is over.
        record Refused() implements Rotation {}
    }
}
