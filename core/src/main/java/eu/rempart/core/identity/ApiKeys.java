package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// API keys: made, listed, revoked. Thread-safe; blocks. What is done is audited first: every method throws a
/// `RuntimeException`, and changes nothing, if the audit cannot be written.
public final class ApiKeys {

    private final ApiKeyStore store;
    private final LiveCredentials live;
    private final AuditLog audit;
    private final InstantSource clock;

    public ApiKeys(ApiKeyStore store, LiveCredentials live, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a key for a user who exists.
    ///
    /// @param scopes at least one
    /// @param expiresAt in the future; null: never
    /// @throws IllegalArgumentException if there is no scope or the expiry is not in the future
    public NewApiKey create(SubjectId user, Set<Scope> scopes, @Nullable Instant expiresAt, Origin origin) {
        return create(user, scopes, expiresAt, KeyRules.NONE, origin);
    }

    /// The same, for a key that may do less than its user.
    ///
    /// @throws IllegalArgumentException if there is no scope or the expiry is not in the future
    public NewApiKey create(
            SubjectId user, Set<Scope> scopes, @Nullable Instant expiresAt, KeyRules rules, Origin origin) {
        Instant now = now();
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("an API key needs a scope");
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new IllegalArgumentException("an API key must expire in the future");
        }
        ApiKeySecret secret = ApiKeySecret.random();
        Instant expires = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        ApiKey key = new ApiKey(UUID.randomUUID(), user, secret.hint(), scopes, now, expires, null, rules);
        append("api_key.created", user, key.id(), Map.of("scope", Scope.format(scopes)), origin);
        store.create(key, TokenHash.of(secret.value()));
        return new NewApiKey(key, secret);
    }

    /// All keys of a user, revoked and expired ones too, newest first.
    public List<ApiKey> list(SubjectId user) {
        return store.list(user);
    }

    /// Ends a key at once; false if that user has no such key that is not revoked.
    public boolean revoke(SubjectId user, UUID keyId, Origin origin) {
        boolean known = store.list(user).stream().anyMatch(key -> key.id().equals(keyId) && key.revokedAt() == null);
        if (!known) {
            return false;
        }
        append("api_key.revoked", user, keyId, Map.of(), origin);
        try {
            return store.revoke(user, keyId, now());
        } finally {
            live.changed();
        }
    }

    private void append(String event, SubjectId user, UUID keyId, Map<String, String> facts, Origin origin) {
        Map<String, String> all = new TreeMap<>(facts);
        all.put("key", keyId.toString());
        audit.append(new AuditEvent(now(), event, origin.requestId(), user, all));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// A key just made: the only moment when it can be seen.
    public record NewApiKey(ApiKey key, ApiKeySecret secret) {}
}
