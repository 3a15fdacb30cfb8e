package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known about an API key, without the key.
///
/// @param hint its first characters
/// @param expiresAt null: never
/// @param revokedAt null: not revoked
/// @param rules what narrows it further
public record ApiKey(
        UUID id,
        SubjectId user,
        String hint,
        Set<Scope> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        KeyRules rules) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }
}
