package eu.rempart.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.Sessions.Login;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final Password RIGHT = new Password("a right good password");
    private static final Origin ORIGIN = new Origin("request", "192.0.2.1");

    private final IdentityFakes.Clock clock = new IdentityFakes.Clock();
    private final IdentityFakes.Users users = new IdentityFakes.Users();
    private final IdentityFakes.SessionRows rows = new IdentityFakes.SessionRows();
    private final IdentityFakes.PlainHasher hasher = new IdentityFakes.PlainHasher();
    private final List<AuditEvent> audited = new ArrayList<>();
    private final User marie = IdentityFakes.user("marie");

    private Sessions sessions(AuditLog audit) {
        users.create(marie, hasher.hash(RIGHT), Ciphertext.takeCopyOf(new byte[1]), clock.now);
        return new Sessions(
                users,
                rows,
                hasher,
                new IdentityFakes.PlainTokens(),
                new LoginLimiter(clock),
                new LiveCredentials(rows, new IdentityFakes.KeyRows(), new IdentityFakes.VisitorRows()),
                audit,
                clock,
                Duration.ofDays(30));
    }

    @Test
    void a_right_password_opens_a_session_for_thirty_days() {
        Login login = sessions(audited::add).login("Marie", RIGHT, ORIGIN);
        assertThat(login).isInstanceOfSatisfying(Login.LoggedIn.class, in -> {
            assertThat(in.user()).isEqualTo(marie);
            assertThat(in.tokens().refreshToken().expiresAt()).isEqualTo(clock.now.plus(Duration.ofDays(30)));
        });
        assertThat(rows.rows).hasSize(1);
        assertThat(audited).extracting(AuditEvent::event).containsExactly("login.succeeded");
    }

    @Test
    void an_unknown_name_costs_one_check_like_a_known_one() {
        Sessions sessions = sessions(audited::add);
        assertThat(sessions.login("nobody", RIGHT, ORIGIN)).isEqualTo(new Login.BadCredentials());
        assertThat(sessions.login("not a name!", RIGHT, ORIGIN)).isEqualTo(new Login.BadCredentials());
        assertThat(hasher.checked).containsExactly(hasher.decoy(), hasher.decoy());
    }

    @Test
    void a_disabled_user_is_not_told_from_a_wrong_password() {
        Sessions sessions = sessions(audited::add);
        users.accounts.put("marie", new UserStore.Account(IdentityFakes.disabled(marie), hasher.hash(RIGHT)));
        assertThat(sessions.login("marie", RIGHT, ORIGIN)).isEqualTo(new Login.BadCredentials());
        assertThat(rows.rows).isEmpty();
    }

    @Test
    void a_failed_login_records_neither_name_nor_password() {
        sessions(audited::add).login("nobody-here", new Password("some wrong secret"), ORIGIN);
        assertThat(audited).singleElement().satisfies(event -> {
            assertThat(event.event()).isEqualTo("login.failed");
            assertThat(event.facts()).isEmpty();
            assertThat(event.subject()).isNull();
        });
    }

    @Test
    void nobody_signs_in_when_the_audit_cannot_be_written() {
        Sessions sessions = sessions(event -> {
            throw new IllegalStateException("no audit");
        });
        assertThatThrownBy(() -> sessions.login("marie", RIGHT, ORIGIN)).hasMessage("no audit");
        assertThat(rows.rows).isEmpty();
    }

    @Test
    void the_eleventh_wrong_password_is_not_checked_any_more() {
        Sessions sessions = sessions(audited::add);
        for (int i = 0; i < 10; i++) {
            assertThat(sessions.login("marie", new Password("wrong"), ORIGIN)).isEqualTo(new Login.BadCredentials());
        }
        assertThat(sessions.login("marie", RIGHT, ORIGIN)).isInstanceOf(Login.TooManyAttempts.class);
        assertThat(hasher.checked).hasSize(10);
    }

    @Test
    void a_busy_hasher_is_too_many_attempts_and_costs_none() {
        Sessions sessions = sessions(audited::add);
        hasher.busy = true;
        for (int i = 0; i < 20; i++) {
            assertThat(sessions.login("marie", RIGHT, ORIGIN))
                    .isEqualTo(new Login.TooManyAttempts(Duration.ofSeconds(3)));
        }
        hasher.busy = false;
        assertThat(sessions.login("marie", RIGHT, ORIGIN)).isInstanceOf(Login.LoggedIn.class);
    }

    @Test
    void logging_out_revokes_the_callers_session_once() {
        Sessions sessions = sessions(audited::add);
        sessions.login("marie", RIGHT, ORIGIN);
        Caller caller = new Caller.SignedIn(marie, rows.rows.keySet().iterator().next());
        sessions.logout(null, caller, ORIGIN);
        sessions.logout(null, caller, ORIGIN);
        assertThat(rows.rows).isEmpty();
        assertThat(audited).extracting(AuditEvent::event).containsExactly("login.succeeded", "logout");
    }
}
