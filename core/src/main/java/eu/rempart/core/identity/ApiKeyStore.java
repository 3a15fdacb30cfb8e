package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where the hashes of API keys are kept. Thread-safe; blocks; every write is one atomic step and durable on return.
/// Every method may throw a `RuntimeException` if the store does not answer.
public interface ApiKeyStore {

    void create(ApiKey key, TokenHash hash);

    /// The key and its user as they are now; empty if there is none or it was revoked. Says nothing about expiry or
    /// disabled users.
    Optional<LiveApiKey> find(TokenHash hash);

    /// All keys of a user, revoked and expired ones too, newest first.
    List<ApiKey> list(SubjectId user);

    /// Revokes a key of that user; false if that user has no such key or it was revoked before.
    boolean revoke(SubjectId user, UUID keyId, Instant now);

    record LiveApiKey(
            UUID id, User user, Set<Scope> scopes, @Nullable Instant expiresAt, KeyRules rules) {}
}
