package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import java.util.UUID;

/// Signs and checks access tokens. Thread-safe; does not block.
public interface AccessTokens {

    AccessToken issue(SubjectId user, UUID sessionId, Instant now);

    /// Checks a token from outside: signature, times, issuer, audience. Whether the session still lives is not its
    /// business. Never throws for what the token contains.
    Check check(String token, Instant now);

    /// What a token turned out to be.
    sealed interface Check {

        /// It was issued here and is within its time.
        record Valid(SubjectId user, UUID sessionId, Instant issuedAt, Instant expiresAt) implements Check {}

        /// It was issued here, and its time is over.
        record Expired() implements Check {}

        /// It was not issued here, or not for this.
        record Invalid() implements Check {}
    }
}
