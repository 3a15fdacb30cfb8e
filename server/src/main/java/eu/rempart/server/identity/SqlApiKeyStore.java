package eu.rempart.server.identity;

import eu.rempart.core.AddressRange;
import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.ApiKey;
import eu.rempart.core.identity.ApiKeyStore;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.TokenHash;
import eu.rempart.server.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The hashes of API keys in SQL.
public final class SqlApiKeyStore implements ApiKeyStore {

    private static final String RULES = "k.models, k.addresses, k.requests_per_minute, k.budget_nano";

    private final Database database;

    public SqlApiKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public void create(ApiKey key, TokenHash hash) {
        database.write(handle -> handle.createUpdate("""
                        INSERT INTO api_keys (id, subject_id, token_hash, hint, scope, created_at, expires_at,
                                              models, addresses, requests_per_minute, budget_nano)
                        VALUES (:id, :user, :hash, :hint, :scope, :now, :expires,
                                :models, :addresses, :perMinute, :budget)""")
                .bind("id", key.id().toString())
                .bind("user", key.user().toString())
                .bind("hash", hash.toByteArray())
                .bind("hint", key.hint())
                .bind("scope", Scope.format(key.scopes()))
                .bind("now", key.createdAt().toEpochMilli())
                .bind("expires", UserRow.millis(key.expiresAt()))
                .bind("models", joined(key.rules().models()))
                .bind("addresses", joined(key.rules().addresses()))
                .bind("perMinute", key.rules().requestsPerMinute())
                .bind("budget", key.rules().budgetNano())
                .execute());
    }

    @Override
    public Optional<LiveApiKey> find(TokenHash hash) {
        return database.read(handle -> handle.createQuery(
                        "SELECT k.id, k.scope, k.expires_at, " + RULES + ", " + UserRow.COLUMNS + """
                         FROM api_keys k JOIN users u ON u.subject_id = k.subject_id
                        WHERE k.token_hash = :hash AND k.revoked_at IS NULL""")
                .bind("hash", hash.toByteArray())
                .map((row, _) -> new LiveApiKey(
                        UUID.fromString(row.getString("id")),
                        UserRow.read(row),
                        scopes(row),
                        UserRow.instant(row, "expires_at"),
                        rules(row)))
                .findOne());
    }

    @Override
    public List<ApiKey> list(SubjectId user) {
        return database.read(handle -> handle.createQuery("""
                        SELECT id, subject_id, hint, scope, created_at, expires_at, revoked_at,
                               models, addresses, requests_per_minute, budget_nano
                        FROM api_keys WHERE subject_id = :user ORDER BY created_at DESC, id""")
                .bind("user", user.toString())
                .map((row, _) -> new ApiKey(
                        UUID.fromString(row.getString("id")),
                        UserRow.subject(row),
                        row.getString("hint"),
                        scopes(row),
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        UserRow.instant(row, "expires_at"),
                        UserRow.instant(row, "revoked_at"),
                        rules(row)))
                .list());
    }

    @Override
    public boolean revoke(SubjectId user, UUID keyId, Instant now) {
        return database.write(handle -> handle.createUpdate("""
                                UPDATE api_keys SET revoked_at = :now
                                WHERE id = :id AND subject_id = :user AND revoked_at IS NULL""")
                        .bind("now", now.toEpochMilli())
                        .bind("id", keyId.toString())
                        .bind("user", user.toString())
                        .execute()
                == 1);
    }

    /// A scope that this version does not know gives no right.
    private static Set<Scope> scopes(ResultSet row) throws SQLException {
        return Scope.parse(row.getString("scope")).orElse(Set.of());
    }

    private static KeyRules rules(ResultSet row) throws SQLException {
        return new KeyRules(
                Set.copyOf(split(row.getString("models"))),
                split(row.getString("addresses")).stream()
                        .map(AddressRange::parse)
                        .toList(),
                number(row, "requests_per_minute"),
                number(row, "budget_nano"));
    }

    private static String joined(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
    }

    private static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
