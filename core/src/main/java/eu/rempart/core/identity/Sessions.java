package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.identity.SessionStore.Rotation;
import eu.rempart.core.identity.SessionStore.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Signing in, staying signed in, signing out. Thread-safe; blocks.
///
/// Everything is audited; a failed login records neither the name nor the password that was tried. Every method
/// throws a `RuntimeException` if the store or the audit cannot be written: nobody is signed in then.
public final class Sessions {

    private final UserStore users;
    private final SessionStore store;
    private final PasswordHasher hasher;
    private final AccessTokens accessTokens;
    private final LoginLimiter limiter;
    private final LiveCredentials live;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Duration lifetime;

    /// Signs people in for that long.
    ///
    /// @param lifetime of a session, from the login on; refreshing does not prolong it
    public Sessions(
            UserStore users,
            SessionStore store,
            PasswordHasher hasher,
            AccessTokens accessTokens,
            LoginLimiter limiter,
            LiveCredentials live,
            AuditLog audit,
            InstantSource clock,
            Duration lifetime) {
        this.users = users;
        this.store = store;
        this.hasher = hasher;
        this.accessTokens = accessTokens;
        this.limiter = limiter;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /// Whether or not there is such a user takes the same time.
    public Login login(String typedName, Password password, Origin origin) {
        Optional<UserName> name = UserName.parse(typedName);
        return switch (limiter.attempt(name.orElse(null), origin.clientAddress())) {
            case LoginLimiter.Attempt.Refused(var retryAfter) -> new Login.TooManyAttempts(retryAfter);
            case LoginLimiter.Attempt.Allowed attempt -> {
                try {
                    yield login(name, password, attempt, origin);
                } catch (PasswordHasherBusyException e) {
                    attempt.giveBack();
                    yield new Login.TooManyAttempts(e.retryAfter());
                }
            }
        };
    }

    private Login login(
            Optional<UserName> name, Password password, LoginLimiter.Attempt.Allowed attempt, Origin origin) {
        UserStore.Account account = name.flatMap(users::findByName).orElse(null);
        PasswordHash stored = account == null ? null : account.password();
        boolean matches = hasher.matches(password, stored == null ? hasher.decoy() : stored);
        if (account == null || stored == null || !matches || account.user().disabled()) {
            return failed(account, origin);
        }
        attempt.giveBack();
        Instant now = now();
        Session session = new Session(UUID.randomUUID(), account.user().id(), now.plus(lifetime));
        RefreshToken refreshToken = new RefreshToken(RandomText.token(), session.expiresAt());
        audit.append(event(now, "login.succeeded", session, origin));
        if (!store.open(session, stored, TokenHash.of(refreshToken.value()), now)) {
            return failed(account, origin);
        }
        return new Login.LoggedIn(
                new Tokens(accessTokens.issue(session.user(), session.id(), now), refreshToken), account.user());
    }

    private Login failed(UserStore.@Nullable Account account, Origin origin) {
        SubjectId subject = account == null ? null : account.user().id();
        audit.append(new AuditEvent(now(), "login.failed", origin.requestId(), subject, Map.of()));
        return new Login.BadCredentials();
    }

    /// Spends a refresh token for a new pair. One that was spent before ends its session.
    public Refresh refresh(String refreshToken, Origin origin) {
        if (refreshToken.length() > 256) {
            return new Refresh.Invalid();
        }
        Instant now = now();
        String next = RandomText.token();
        return switch (store.rotate(TokenHash.of(refreshToken), TokenHash.of(next), now)) {
            case Rotation.Refused() -> new Refresh.Invalid();
            case Rotation.Reused(var session, var endedNow) -> {
                live.changed();
                if (endedNow) {
                    audit.append(event(now, "session.refresh_reused", session, origin));
                }
                yield new Refresh.Reused();
            }
            case Rotation.Rotated(var session) -> {
                Optional<User> user = users.find(session.user());
                if (user.isEmpty()) {
                    yield new Refresh.Invalid();
                }
                yield new Refresh.Refreshed(
                        new Tokens(
                                accessTokens.issue(session.user(), session.id(), now),
                                new RefreshToken(next, session.expiresAt())),
                        user.get());
            }
        };
    }

    /// Ends the session of the refresh token and the caller's own: refresh and access tokens end with it. The session
    /// has ended even if the audit cannot be written.
    ///
    /// @param refreshToken null if the request shows none; one that is unknown is nothing
    public void logout(@Nullable String refreshToken, Caller caller, Origin origin) {
        Map<UUID, Session> ending = new LinkedHashMap<>();
        if (refreshToken != null && refreshToken.length() <= 256) {
            store.findByRefreshToken(TokenHash.of(refreshToken)).ifPresent(found -> ending.put(found.id(), found));
        }
        if (caller instanceof Caller.SignedIn(var user, var sessionId)) {
            ending.putIfAbsent(sessionId, new Session(sessionId, user.id(), now()));
        }
        for (Session session : ending.values()) {
            Instant now = now();
            boolean ended;
            try {
                ended = store.revoke(session.id(), now);
            } finally {
                live.changed();
            }
            if (ended) {
                audit.append(event(now, "logout", session, origin));
            }
        }
    }

    /// Deletes what has been over for a day; how many sessions.
    public int deleteExpired() {
        return store.deleteExpired(now().minus(1, ChronoUnit.DAYS));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static AuditEvent event(Instant now, String name, Session session, Origin origin) {
        return new AuditEvent(
                now,
                name,
                origin.requestId(),
                session.user(),
                Map.of("session", session.id().toString()));
    }

    /// What a client gets to stay signed in.
    public record Tokens(AccessToken accessToken, RefreshToken refreshToken) {}

    /// How a login ended.
    public sealed interface Login {

        record LoggedIn(Tokens tokens, User user) implements Login {}

        /// No such user, no such password, or disabled: it does not say which.
        record BadCredentials() implements Login {}

        record TooManyAttempts(Duration retryAfter) implements Login {}
    }

    /// How a refresh ended.
    public sealed interface Refresh {

        record Refreshed(Tokens tokens, User user) implements Refresh {}

        /// Unknown, or of a session that is over.
        record Invalid() implements Refresh {}

        /// It had been spent: somebody has a copy, so the session has ended.
        record Reused() implements Refresh {}
    }
}
