package eu.rempart.core.identity;

import static eu.rempart.core.identity.IdentityFakes.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.Authentication.Code;
import eu.rempart.core.identity.Authentication.Proved;
import eu.rempart.core.identity.Authentication.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {

    private final IdentityFakes.SessionRows sessions = new IdentityFakes.SessionRows();
    private final IdentityFakes.KeyRows keys = new IdentityFakes.KeyRows();
    private final IdentityFakes.VisitorRows visitors = new IdentityFakes.VisitorRows();
    private final AtomicLong ticks = new AtomicLong();
    private final LiveCredentials live = new LiveCredentials(sessions, keys, visitors, ticks::get);
    private final IdentityFakes.PlainTokens tokens = new IdentityFakes.PlainTokens();
    private final Authenticator authenticator = new Authenticator(live, tokens);

    private final User user = IdentityFakes.user("marie");
    private final UUID sessionId = UUID.randomUUID();

    private String signIn() {
        sessions.rows.put(sessionId, new SessionStore.LiveSession(sessionId, user, START.plus(Duration.ofDays(30))));
        return tokens.issue(user.id(), sessionId, START).value();
    }

    private String apiKey(User owner, @Nullable Instant expiresAt) {
        ApiKeySecret secret = ApiKeySecret.random();
        keys.rows.put(
                TokenHash.of(secret.value()),
                new ApiKeyStore.LiveApiKey(UUID.randomUUID(), owner, Set.of(Scope.GATEWAY), expiresAt, KeyRules.NONE));
        return secret.value();
    }

    private Authentication bearer(String token, Instant now) {
        return authenticator.authenticate(new Credential.Bearer(token), now);
    }

    @Test
    void no_credential_is_nobody() {
        assertThat(authenticator.authenticate(new Credential.None(), START))
                .isEqualTo(new Proved(new Caller.Anonymous(), Scope.all()));
    }

    @Test
    void a_header_that_is_not_a_bearer_token_is_refused() {
        assertThat(authenticator.authenticate(new Credential.Malformed(), START))
                .isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void a_token_of_a_live_session_is_that_user() {
        assertThat(bearer(signIn(), START)).isEqualTo(new Proved(new Caller.SignedIn(user, sessionId), Scope.all()));
    }

    @Test
    void garbage_and_the_empty_string_are_refused_and_not_nobody() {
        assertThat(bearer("garbage", START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(bearer("", START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(bearer("x".repeat(10_000_000), START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void a_token_that_was_accepted_expires_all_the_same() {
        String token = signIn();
        Instant end = START.plus(Duration.ofMinutes(15));
        assertThat(bearer(token, end.minusMillis(1))).isInstanceOf(Proved.class);
        assertThat(bearer(token, end)).isEqualTo(new Refused(Code.TOKEN_EXPIRED));
    }

    @Test
    void a_session_that_is_over_ends_its_tokens() {
        signIn();
        Instant end = START.plus(Duration.ofDays(30));
        String late = tokens.issue(user.id(), sessionId, end.minusSeconds(60)).value();
        assertThat(bearer(late, end)).isEqualTo(new Refused(Code.TOKEN_EXPIRED));
    }

    @Test
    void a_logout_in_this_process_ends_the_access_token_at_once() {
        String token = signIn();
        assertThat(bearer(token, START)).isInstanceOf(Proved.class);
        sessions.rows.clear();
        live.changed();
        assertThat(bearer(token, START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void a_logout_in_another_process_ends_it_after_five_seconds() {
        String token = signIn();
        assertThat(bearer(token, START)).isInstanceOf(Proved.class);
        sessions.rows.clear();
        assertThat(bearer(token, START)).isInstanceOf(Proved.class);
        ticks.addAndGet(LiveCredentials.REMEMBERED.toNanos());
        assertThat(bearer(token, START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void a_logout_while_the_session_is_being_read_is_not_forgotten() {
        String token = signIn();
        sessions.duringRead = () -> {
            sessions.rows.clear();
            live.changed();
        };
        assertThat(bearer(token, START)).isInstanceOf(Proved.class);
        assertThat(bearer(token, START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void the_store_is_asked_once_in_five_seconds() {
        String token = signIn();
        for (int i = 0; i < 10; i++) {
            assertThat(bearer(token, START)).isInstanceOf(Proved.class);
        }
        assertThat(sessions.reads).isEqualTo(1);
    }

    @Test
    void a_disabled_user_is_refused() {
        String token = signIn();
        sessions.rows.put(
                sessionId,
                new SessionStore.LiveSession(sessionId, IdentityFakes.disabled(user), START.plus(Duration.ofDays(30))));
        assertThat(bearer(token, START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(bearer(apiKey(IdentityFakes.disabled(user), null), START))
                .isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void a_token_of_somebody_else_for_that_session_is_refused() {
        signIn();
        String token =
                tokens.issue(IdentityFakes.user("paul").id(), sessionId, START).value();
        assertThat(bearer(token, START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void nobody_is_proved_when_the_store_does_not_answer() {
        String token = signIn();
        sessions.broken = true;
        assertThatThrownBy(() -> bearer(token, START)).hasMessage("the store does not answer");
    }

    @Test
    void an_api_key_is_an_application_with_the_scope_of_the_key() {
        assertThat(bearer(apiKey(user, null), START)).isInstanceOfSatisfying(Proved.class, proved -> {
            assertThat(proved.caller()).isInstanceOf(Caller.Application.class);
            assertThat(proved.scopes()).containsExactly(Scope.GATEWAY);
        });
    }

    @Test
    void an_api_key_expires_to_the_millisecond() {
        String key = apiKey(user, START.plusSeconds(1));
        assertThat(bearer(key, START.plusMillis(999))).isInstanceOf(Proved.class);
        assertThat(bearer(key, START.plusSeconds(1))).isEqualTo(new Refused(Code.TOKEN_EXPIRED));
    }

    @Test
    void an_api_key_of_another_length_is_not_looked_up() {
        String key = apiKey(user, null);
        assertThat(bearer(key + "A", START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(bearer(key.substring(0, 45), START)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(keys.reads).isZero();
    }

    @Test
    void a_visitor_is_known_by_the_cookie_until_its_time_is_over() {
        SubjectId id = new SubjectId(UUID.randomUUID());
        visitors.rows.put(TokenHash.of("cookie"), new VisitorStore.KnownVisitor(id, START.plusSeconds(1)));
        Credential cookie = new Credential.VisitorCookie("cookie");
        assertThat(authenticator.authenticate(cookie, START))
                .isEqualTo(new Proved(new Caller.Visitor(id), Scope.all()));
        assertThat(authenticator.authenticate(cookie, START.plusSeconds(1)))
                .isEqualTo(new Proved(new Caller.Anonymous(), Scope.all()));
    }

    @Test
    void an_unknown_cookie_is_nobody() {
        assertThat(authenticator.authenticate(new Credential.VisitorCookie("unknown"), START))
                .isEqualTo(new Proved(new Caller.Anonymous(), Scope.all()));
    }
}
