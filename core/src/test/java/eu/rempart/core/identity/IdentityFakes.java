package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The ports of identity, in memory, for one thread: no more of each than a test here needs.
final class IdentityFakes {

    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private IdentityFakes() {}

    static User user(String name) {
        return new User(new SubjectId(UUID.randomUUID()), name, Role.USER, Tier.FREE, null, false, false);
    }

    static User disabled(User user) {
        return new User(user.id(), user.name(), user.role(), user.tier(), user.subscriptionUntil(), false, true);
    }

    static final class Clock implements InstantSource {
        Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    static final class Users implements UserStore {
        final Map<String, Account> accounts = new HashMap<>();

        @Override
        public boolean anyUser() {
            return !accounts.isEmpty();
        }

        @Override
        public boolean create(User user, PasswordHash password, Ciphertext wrappedKey, Instant now) {
            return accounts.putIfAbsent(user.name(), new Account(user, password)) == null;
        }

        @Override
        public boolean createFirst(User user, PasswordHash password, Ciphertext wrappedKey, Instant now) {
            return !anyUser() && create(user, password, wrappedKey, now);
        }

        @Override
        public Optional<User> find(SubjectId id) {
            return accounts.values().stream()
                    .map(Account::user)
                    .filter(user -> user.id().equals(id))
                    .findFirst();
        }

        @Override
        public Optional<Account> findByName(UserName name) {
            return Optional.ofNullable(accounts.get(name.value()));
        }

        @Override
        public List<User> all() {
            return accounts.values().stream().map(Account::user).toList();
        }

        @Override
        public Optional<User> update(SubjectId id, UserChange change, Instant now) {
            return find(id);
        }

        @Override
        public boolean setPassword(
                SubjectId id,
                @Nullable PasswordHash expected,
                PasswordHash next,
                boolean changeRequired,
                @Nullable UUID keptSession,
                Instant now) {
            User user = find(id).orElseThrow();
            accounts.put(user.name(), new Account(user, next));
            return true;
        }
    }

    static final class SessionRows implements SessionStore {
        final Map<UUID, LiveSession> rows = new HashMap<>();
        int reads;
        boolean broken;
        Runnable duringRead = () -> {};

        @Override
        public boolean open(Session session, PasswordHash verified, TokenHash refreshToken, Instant now) {
            User user = new User(session.user(), "somebody", Role.USER, Tier.FREE, null, false, false);
            rows.put(session.id(), new LiveSession(session.id(), user, session.expiresAt()));
            return true;
        }

        @Override
        public Rotation rotate(TokenHash presented, TokenHash next, Instant now) {
            return new Rotation.Refused();
        }

        @Override
        public Optional<LiveSession> find(UUID sessionId) {
            if (broken) {
                throw new IllegalStateException("the store does not answer");
            }
            reads++;
            Optional<LiveSession> found = Optional.ofNullable(rows.get(sessionId));
            duringRead.run();
            return found;
        }

        @Override
        public Optional<Session> findByRefreshToken(TokenHash token) {
            return Optional.empty();
        }

        @Override
        public boolean revoke(UUID sessionId, Instant now) {
            return rows.remove(sessionId) != null;
        }

        @Override
        public int deleteExpired(Instant before) {
            return 0;
        }
    }

    static final class KeyRows implements ApiKeyStore {
        final Map<TokenHash, LiveApiKey> rows = new HashMap<>();
        int reads;

        @Override
        public void create(ApiKey key, TokenHash hash) {
            rows.put(hash, new LiveApiKey(key.id(), user("owner"), key.scopes(), key.expiresAt(), key.rules()));
        }

        @Override
        public Optional<LiveApiKey> find(TokenHash hash) {
            reads++;
            return Optional.ofNullable(rows.get(hash));
        }

        @Override
        public List<ApiKey> list(SubjectId user) {
            return List.of();
        }

        @Override
        public boolean revoke(SubjectId user, UUID keyId, Instant now) {
            return rows.values().removeIf(key -> key.id().equals(keyId));
        }
    }

    static final class VisitorRows implements VisitorStore {
        final Map<TokenHash, KnownVisitor> rows = new HashMap<>();

        @Override
        public void create(SubjectId id, Ciphertext wrappedKey, TokenHash token, Instant now, Instant expiresAt) {
            rows.put(token, new KnownVisitor(id, expiresAt));
        }

        @Override
        public Optional<KnownVisitor> find(TokenHash token) {
            return Optional.ofNullable(rows.get(token));
        }
    }

    /// Tokens are `user session issued expires`; no signature.
    static final class PlainTokens implements AccessTokens {

        @Override
        public AccessToken issue(SubjectId user, UUID sessionId, Instant now) {
            Instant expires = now.plus(Duration.ofMinutes(15));
            return new AccessToken(user + " " + sessionId + " " + now + " " + expires, now, expires);
        }

        @Override
        public Check check(String token, Instant now) {
            List<String> parts = List.of(token.split(" ", -1));
            if (parts.size() != 4) {
                return new Check.Invalid();
            }
            Instant expires = Instant.parse(parts.get(3));
            if (!now.isBefore(expires)) {
                return new Check.Expired();
            }
            return new Check.Valid(
                    new SubjectId(UUID.fromString(parts.get(0))),
                    UUID.fromString(parts.get(1)),
                    Instant.parse(parts.get(2)),
                    expires);
        }
    }

    /// The hash is the password; remembers what was checked.
    static final class PlainHasher implements PasswordHasher {
        final List<PasswordHash> checked = new ArrayList<>();
        boolean busy;

        @Override
        public PasswordHash hash(Password password) {
            return new PasswordHash(password.value());
        }

        @Override
        public boolean matches(Password password, PasswordHash hash) {
            if (busy) {
                throw new PasswordHasherBusyException(Duration.ofSeconds(3));
            }
            checked.add(hash);
            return hash.encoded().equals(password.value());
        }

        @Override
        public PasswordHash decoy() {
            return new PasswordHash("decoy");
        }
    }
}
