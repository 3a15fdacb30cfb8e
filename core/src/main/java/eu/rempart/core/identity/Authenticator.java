package eu.rempart.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import eu.rempart.core.identity.Authentication.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Proves who sent a request. Thread-safe; blocks while it reads the store.
///
/// A bearer credential that is present and not good is refused, never taken for nobody. A visitor's cookie is
/// different: browsers send it without being asked, so one that is unknown or over its time makes an
/// [Caller.Anonymous] instead of locking a person out of the page until they delete their cookies; it gives no
/// access to anything either way.
public final class Authenticator {

    /// Far above what is issued here; nothing longer is hashed or parsed.
    private static final int MAX_TOKEN_CHARS = 4_096;

    private static final int CHECKED_TOKENS = 20_000;
    private static final Duration CHECKED_FOR = Duration.ofMinutes(1);

    private final LiveCredentials live;
    private final AccessTokens accessTokens;

    // That a signature is right does not change; the token's times are compared again at every use, and its session is
    // looked up at every use.
    private final Cache<TokenHash, AccessTokens.Check.Valid> checked = Caffeine.newBuilder()
            .maximumSize(CHECKED_TOKENS)
            .expireAfterWrite(CHECKED_FOR)
            // As for RateLimits: not worth another thread.
            .executor(Runnable::run)
            .build();

    public Authenticator(LiveCredentials live, AccessTokens accessTokens) {
        this.live = live;
        this.accessTokens = accessTokens;
    }

    /// Who it is, at that moment.
    ///
    /// @throws RuntimeException if the store does not answer: nobody is proved then
    public Authentication authenticate(Credential credential, Instant now) {
        return switch (credential) {
            case Credential.None() -> everything(new Caller.Anonymous());
            case Credential.Malformed() -> refused(Code.INVALID_TOKEN);
            case Credential.VisitorCookie(var token) -> visitor(token, now);
            case Credential.Bearer(var token) ->
                token.startsWith(ApiKeySecret.PREFIX) ? apiKey(token, now) : accessToken(token, now);
        };
    }

    private Authentication visitor(String token, Instant now) {
        if (token.length() > MAX_TOKEN_CHARS) {
            return everything(new Caller.Anonymous());
        }
        return everything(live.visitor(TokenHash.of(token))
                .filter(visitor -> now.isBefore(visitor.expiresAt()))
                .<Caller>map(visitor -> new Caller.Visitor(visitor.id()))
                .orElseGet(Caller.Anonymous::new));
    }

    private Authentication apiKey(String token, Instant now) {
        if (token.length() != ApiKeySecret.CHARS) {
            return refused(Code.INVALID_TOKEN);
        }
        Optional<ApiKeyStore.LiveApiKey> found = live.apiKey(TokenHash.of(token));
        if (found.isEmpty() || found.get().user().disabled()) {
            return refused(Code.INVALID_TOKEN);
        }
        ApiKeyStore.LiveApiKey key = found.get();
        Instant expiresAt = key.expiresAt();
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return refused(Code.TOKEN_EXPIRED);
        }
        return new Authentication.Proved(new Caller.Application(key.user(), key.id(), key.rules()), key.scopes());
    }

    private Authentication accessToken(String token, Instant now) {
        if (token.length() > MAX_TOKEN_CHARS) {
            return refused(Code.INVALID_TOKEN);
        }
        TokenHash hash = TokenHash.of(token);
        AccessTokens.Check.Valid known = checked.getIfPresent(hash);
        if (known != null && !now.isBefore(known.issuedAt()) && now.isBefore(known.expiresAt())) {
            return session(known, now);
        }
        return switch (accessTokens.check(token, now)) {
            case AccessTokens.Check.Invalid() -> refused(Code.INVALID_TOKEN);
            case AccessTokens.Check.Expired() -> refused(Code.TOKEN_EXPIRED);
            case AccessTokens.Check.Valid valid -> {
                checked.put(hash, valid);
                yield session(valid, now);
            }
        };
    }

    private Authentication session(AccessTokens.Check.Valid token, Instant now) {
        Optional<SessionStore.LiveSession> session = live.session(token.sessionId());
        if (session.isEmpty()
                || session.get().user().disabled()
                || !session.get().user().id().equals(token.user())) {
            return refused(Code.INVALID_TOKEN);
        }
        if (!now.isBefore(session.get().expiresAt())) {
            return refused(Code.TOKEN_EXPIRED);
        }
        return everything(new Caller.SignedIn(session.get().user(), token.sessionId()));
    }

    private static Authentication everything(Caller caller) {
        return new Authentication.Proved(caller, Scope.all());
    }

    private static Authentication refused(Code code) {
        return new Authentication.Refused(code);
    }
}
