package eu.rempart.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.ApiKeys;
import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authentication.Code;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Consents;
import eu.rempart.core.identity.Credential;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.LiveCredentials;
import eu.rempart.core.identity.LoginLimiter;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.SessionStore;
import eu.rempart.core.identity.SessionStore.Rotation;
import eu.rempart.core.identity.Sessions;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.TokenHash;
import eu.rempart.core.identity.User;
import eu.rempart.core.identity.UserChange;
import eu.rempart.core.identity.UserName;
import eu.rempart.core.identity.Visitors;
import eu.rempart.server.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What identity promises, on a real database. Two [Node]s may share it, as a service and a command line do.
abstract class SqlIdentityContract {

    private static final Password PASSWORD = new Password("une phrase de passe");
    private static final Password OTHER = new Password("another good password");
    private static final Origin ORIGIN = new Origin("request", "192.0.2.1");

    private final MovableClock clock = new MovableClock();
    private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    private final JwtAccessTokens tokens = new JwtAccessTokens(SigningKey.generate(), Duration.ofMinutes(15));

    private Database database;
    private Node service;

    /// The same database for every test of a class: opening one costs more than all that a test does with it.
    abstract Database database();

    @BeforeEach
    void startEmpty() {
        database = database();
        // Everything of identity belongs to a subject and goes with it.
        database.write(handle -> handle.execute("DELETE FROM subjects"));
        service = new Node();
    }

    private static final class MovableClock implements InstantSource {
        volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    /// Everything that one process has in memory.
    private final class Node {
        final SqlSessionStore sessionStore = new SqlSessionStore(database);
        final LiveCredentials live =
                new LiveCredentials(sessionStore, new SqlApiKeyStore(database), new SqlVisitorStore(database));
        final Argon2Passwords passwords = new Argon2Passwords();
        final LoginLimiter limiter = new LoginLimiter(clock);
        final SqlUserStore users = new SqlUserStore(database);
        final Accounts accounts =
                new Accounts(users, SqlIdentityContract::wrappedKey, passwords, limiter, live, audited::add, clock);
        final Sessions sessions = new Sessions(
                users, sessionStore, passwords, tokens, limiter, live, audited::add, clock, Duration.ofDays(30));
        final ApiKeys apiKeys = new ApiKeys(new SqlApiKeyStore(database), live, audited::add, clock);
        final Visitors visitors = new Visitors(
                new SqlVisitorStore(database),
                SqlIdentityContract::wrappedKey,
                audited::add,
                clock,
                Duration.ofDays(180));
        final Consents consents = new Consents(new SqlConsentStore(database), audited::add, clock);
        final Authenticator authenticator = new Authenticator(live, tokens);

        User create(String name) {
            Accounts.Creation creation =
                    accounts.create(name, PASSWORD, Role.USER, Tier.FREE, null, false, Origin.local());
            return ((Accounts.Creation.Created) creation).user();
        }

        Sessions.Tokens login(String name) {
            return ((Sessions.Login.LoggedIn) sessions.login(name, PASSWORD, ORIGIN)).tokens();
        }

        Authentication bearer(String token) {
            return authenticator.authenticate(new Credential.Bearer(token), clock.now);
        }

        Caller.SignedIn caller(Sessions.Tokens of) {
            return (Caller.SignedIn)
                    ((Authentication.Proved) bearer(of.accessToken().value())).caller();
        }
    }

    private static Ciphertext wrappedKey(SubjectId subject) {
        return Ciphertext.takeCopyOf(new byte[] {1, 2, 3});
    }

    private long count(String table) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    private static final Authentication INVALID = new Authentication.Refused(Code.INVALID_TOKEN);
    private static final Authentication EXPIRED = new Authentication.Refused(Code.TOKEN_EXPIRED);

    @Test
    void a_user_comes_back_as_it_was_stored() {
        Instant until = Instant.parse("2027-01-01T00:00:00.123Z");
        Accounts.Creation creation =
                service.accounts.create("Marie", PASSWORD, Role.AUDITOR, Tier.PREMIUM, until, true, Origin.local());
        User user = ((Accounts.Creation.Created) creation).user();
        assertThat(service.accounts.find(user.id())).hasValue(user);
        assertThat(service.accounts.findByName("MARIE")).hasValue(user);
        assertThat(user.name()).isEqualTo("marie");
        assertThat(user.subscriptionUntil()).isEqualTo(until);
        assertThat(service.accounts.all()).containsExactly(user);
    }

    @Test
    void a_taken_name_stores_nothing_in_any_case() {
        service.create("marie");
        assertThat(service.accounts.create("MARIE", OTHER, Role.ADMIN, Tier.FREE, null, false, Origin.local()))
                .isEqualTo(new Accounts.Creation.NameTaken());
        assertThat(count("users")).isEqualTo(1);
        assertThat(count("subjects")).isEqualTo(1);
    }

    @Test
    void of_many_who_want_a_name_one_gets_it() throws Exception {
        List<Accounts.Creation> creations =
                atOnce(8, () -> service.accounts.create("marie", PASSWORD, Role.USER, Tier.FREE, null, false, ORIGIN));
        assertThat(creations)
                .filteredOn(Accounts.Creation.Created.class::isInstance)
                .hasSize(1);
        assertThat(count("users")).isEqualTo(1);
        assertThat(count("subjects")).isEqualTo(1);
    }

    @Test
    void of_many_first_starts_one_makes_the_administrator() throws Exception {
        List<Optional<Password>> passwords = atOnce(8, () -> new Node().accounts.createFirstAdministrator());
        List<Password> made = passwords.stream().flatMap(Optional::stream).toList();
        assertThat(made).hasSize(1);
        assertThat(count("subjects")).isEqualTo(1);
        assertThat(service.sessions.login("admin", made.getFirst(), ORIGIN))
                .isInstanceOfSatisfying(Sessions.Login.LoggedIn.class, in -> {
                    assertThat(in.user().role()).isEqualTo(Role.ADMIN);
                    assertThat(in.user().passwordChangeRequired()).isTrue();
                });
    }

    @Test
    void there_is_no_first_administrator_beside_another_user() {
        service.create("marie");
        assertThat(service.accounts.createFirstAdministrator()).isEmpty();
        assertThat(count("users")).isEqualTo(1);
    }

    @Test
    void the_password_is_stored_as_argon2id_only() {
        service.create("marie");
        String stored = database.read(handle -> handle.createQuery("SELECT password_hash FROM users")
                .mapTo(String.class)
                .one());
        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD.value());
    }

    @Test
    void an_access_token_proves_the_user_until_it_expires() {
        User user = service.create("marie");
        Sessions.Tokens session = service.login("marie");
        assertThat(service.caller(session).user()).isEqualTo(user);
        clock.now = clock.now.plus(Duration.ofMinutes(15));
        assertThat(service.bearer(session.accessToken().value())).isEqualTo(EXPIRED);
    }

    @Test
    void a_refresh_gives_new_tokens_of_the_same_session_that_ends_at_the_same_time() {
        service.create("marie");
        Sessions.Tokens first = service.login("marie");
        clock.now = clock.now.plus(Duration.ofDays(1));
        Sessions.Refresh refresh = service.sessions.refresh(first.refreshToken().value(), ORIGIN);
        assertThat(refresh).isInstanceOfSatisfying(Sessions.Refresh.Refreshed.class, refreshed -> {
            assertThat(refreshed.tokens().refreshToken().value())
                    .isNotEqualTo(first.refreshToken().value());
            assertThat(refreshed.tokens().refreshToken().expiresAt())
                    .isEqualTo(first.refreshToken().expiresAt());
            assertThat(service.caller(refreshed.tokens()).user().name()).isEqualTo("marie");
        });
    }

    @Test
    void a_session_ends_after_thirty_days_however_often_it_was_refreshed() {
        service.create("marie");
        String token = service.login("marie").refreshToken().value();
        for (int i = 0; i < 29; i++) {
            clock.now = clock.now.plus(Duration.ofDays(1));
            token = ((Sessions.Refresh.Refreshed) service.sessions.refresh(token, ORIGIN))
                    .tokens()
                    .refreshToken()
                    .value();
        }
        clock.now = clock.now.plus(Duration.ofDays(1));
        assertThat(service.sessions.refresh(token, ORIGIN)).isEqualTo(new Sessions.Refresh.Invalid());
    }

    @Test
    void a_spent_token_that_comes_again_ends_the_session_and_is_audited_once() {
        service.create("marie");
        Sessions.Tokens first = service.login("marie");
        var second = (Sessions.Refresh.Refreshed)
                service.sessions.refresh(first.refreshToken().value(), ORIGIN);
        service.caller(second.tokens());
        for (int i = 0; i < 2; i++) {
            assertThat(service.sessions.refresh(first.refreshToken().value(), ORIGIN))
                    .isEqualTo(new Sessions.Refresh.Reused());
        }
        assertThat(service.sessions.refresh(second.tokens().refreshToken().value(), ORIGIN))
                .isEqualTo(new Sessions.Refresh.Invalid());
        assertThat(service.bearer(second.tokens().accessToken().value())).isEqualTo(INVALID);
        assertThat(audited)
                .filteredOn(event -> event.event().equals("session.refresh_reused"))
                .hasSize(1);
    }

    @Test
    void of_many_refreshes_with_one_token_one_wins_and_the_session_is_over() throws Exception {
        service.create("marie");
        for (int round = 0; round < 5; round++) {
            String token = service.login("marie").refreshToken().value();
            List<Sessions.Refresh> outcomes = atOnce(32, () -> service.sessions.refresh(token, ORIGIN));
            assertThat(outcomes)
                    .filteredOn(Sessions.Refresh.Refreshed.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(Sessions.Refresh.Reused.class::isInstance)
                    .hasSize(31);
            Sessions.Tokens won = outcomes.stream()
                    .filter(Sessions.Refresh.Refreshed.class::isInstance)
                    .map(outcome -> ((Sessions.Refresh.Refreshed) outcome).tokens())
                    .findFirst()
                    .orElseThrow();
            assertThat(service.sessions.refresh(won.refreshToken().value(), ORIGIN))
                    .isEqualTo(new Sessions.Refresh.Invalid());
            assertThat(service.bearer(won.accessToken().value())).isEqualTo(INVALID);
        }
        assertThat(audited)
                .filteredOn(event -> event.event().equals("session.refresh_reused"))
                .hasSize(5);
    }

    @Test
    void an_unknown_or_enormous_refresh_token_is_invalid() {
        assertThat(service.sessions.refresh("unknown", ORIGIN)).isEqualTo(new Sessions.Refresh.Invalid());
        assertThat(service.sessions.refresh("x".repeat(1_000_000), ORIGIN)).isEqualTo(new Sessions.Refresh.Invalid());
    }

    @Test
    void a_logout_ends_refresh_and_access_tokens_at_once() {
        service.create("marie");
        Sessions.Tokens session = service.login("marie");
        service.caller(session);
        service.sessions.logout(session.refreshToken().value(), new Caller.Anonymous(), ORIGIN);
        assertThat(service.bearer(session.accessToken().value())).isEqualTo(INVALID);
        assertThat(service.sessions.refresh(session.refreshToken().value(), ORIGIN))
                .isEqualTo(new Sessions.Refresh.Invalid());
    }

    @Test
    void a_logout_leaves_other_sessions_alone() {
        service.create("marie");
        Sessions.Tokens one = service.login("marie");
        Sessions.Tokens two = service.login("marie");
        service.sessions.logout(null, service.caller(one), ORIGIN);
        assertThat(service.bearer(two.accessToken().value())).isInstanceOf(Authentication.Proved.class);
    }

    @Test
    void changing_the_password_ends_every_other_session() {
        service.create("marie");
        Sessions.Tokens mine = service.login("marie");
        Sessions.Tokens other = service.login("marie");
        service.caller(other);
        assertThat(service.accounts.changePassword(service.caller(mine), PASSWORD, OTHER, ORIGIN))
                .isEqualTo(new Accounts.PasswordChange.Changed());
        assertThat(service.bearer(mine.accessToken().value())).isInstanceOf(Authentication.Proved.class);
        assertThat(service.bearer(other.accessToken().value())).isEqualTo(INVALID);
        assertThat(service.sessions.refresh(other.refreshToken().value(), ORIGIN))
                .isEqualTo(new Sessions.Refresh.Invalid());
        assertThat(service.sessions.login("marie", PASSWORD, ORIGIN)).isEqualTo(new Sessions.Login.BadCredentials());
        assertThat(service.sessions.login("marie", OTHER, ORIGIN)).isInstanceOf(Sessions.Login.LoggedIn.class);
    }

    @Test
    void a_wrong_or_weak_password_changes_nothing() {
        service.create("marie");
        Caller.SignedIn caller = service.caller(service.login("marie"));
        assertThat(service.accounts.changePassword(caller, OTHER, OTHER, ORIGIN))
                .isEqualTo(new Accounts.PasswordChange.WrongPassword());
        assertThat(service.accounts.changePassword(caller, PASSWORD, new Password("short"), ORIGIN))
                .isEqualTo(new Accounts.PasswordChange.WeakPassword());
        assertThat(service.accounts.changePassword(caller, PASSWORD, PASSWORD, ORIGIN))
                .isEqualTo(new Accounts.PasswordChange.WeakPassword());
        service.login("marie");
    }

    @Test
    void a_login_that_verified_the_old_password_opens_nothing_after_the_change() {
        User user = service.create("marie");
        var account = service.users.findByName(new UserName("marie")).orElseThrow();
        service.accounts.resetPassword(user.id(), ORIGIN);
        var session = new SessionStore.Session(UUID.randomUUID(), user.id(), clock.now.plusSeconds(60));
        assertThat(service.sessionStore.open(
                        session, Objects.requireNonNull(account.password()), TokenHash.of("x"), clock.now))
                .isFalse();
        assertThat(count("sessions")).isZero();
    }

    @Test
    void a_reset_gives_a_one_time_password_and_ends_all_sessions() {
        User user = service.create("marie");
        Sessions.Tokens session = service.login("marie");
        service.caller(session);
        Password password = service.accounts.resetPassword(user.id(), ORIGIN).orElseThrow();
        assertThat(service.bearer(session.accessToken().value())).isEqualTo(INVALID);
        assertThat(service.sessions.login("marie", password, ORIGIN))
                .isInstanceOfSatisfying(
                        Sessions.Login.LoggedIn.class,
                        in -> assertThat(in.user().passwordChangeRequired()).isTrue());
    }

    @Test
    void disabling_a_user_ends_sessions_and_stops_keys_at_once() {
        User user = service.create("marie");
        Sessions.Tokens session = service.login("marie");
        String key = service.apiKeys
                .create(user.id(), Scope.all(), null, ORIGIN)
                .secret()
                .value();
        service.caller(session);
        service.bearer(key);
        service.accounts.update(user.id(), new UserChange(null, null, null, true), ORIGIN);
        assertThat(service.bearer(session.accessToken().value())).isEqualTo(INVALID);
        assertThat(service.bearer(key)).isEqualTo(INVALID);
        assertThat(service.sessions.refresh(session.refreshToken().value(), ORIGIN))
                .isEqualTo(new Sessions.Refresh.Invalid());
        assertThat(service.sessions.login("marie", PASSWORD, ORIGIN)).isEqualTo(new Sessions.Login.BadCredentials());
    }

    @Test
    void a_change_of_role_and_subscription_is_seen_at_the_next_request() {
        User user = service.create("marie");
        Sessions.Tokens session = service.login("marie");
        service.caller(session);
        Instant until = Instant.parse("2026-11-01T00:00:00Z");
        service.accounts.update(
                user.id(), new UserChange(Role.ADMIN, null, new UserChange.Subscription(until), null), ORIGIN);
        User now = service.caller(session).user();
        assertThat(now.role()).isEqualTo(Role.ADMIN);
        assertThat(now.tier()).isEqualTo(Tier.FREE);
        assertThat(now.subscriptionUntil()).isEqualTo(until);
        service.accounts.update(
                user.id(), new UserChange(null, Tier.BASIC, new UserChange.Subscription(null), null), ORIGIN);
        assertThat(service.caller(session).user().subscriptionUntil()).isNull();
    }

    @Test
    void an_api_key_works_until_it_is_revoked_by_its_owner() {
        User marie = service.create("marie");
        User paul = service.create("paul");
        ApiKeys.NewApiKey made = service.apiKeys.create(marie.id(), Set.of(Scope.CHAT), null, ORIGIN);
        String key = made.secret().value();
        assertThat(service.bearer(key))
                .isEqualTo(new Authentication.Proved(
                        new Caller.Application(marie, made.key().id(), KeyRules.NONE), Set.of(Scope.CHAT)));
        assertThat(service.apiKeys.revoke(paul.id(), made.key().id(), ORIGIN)).isFalse();
        assertThat(service.bearer(key)).isInstanceOf(Authentication.Proved.class);
        assertThat(service.apiKeys.revoke(marie.id(), made.key().id(), ORIGIN)).isTrue();
        assertThat(service.bearer(key)).isEqualTo(INVALID);
        assertThat(service.apiKeys.revoke(marie.id(), made.key().id(), ORIGIN)).isFalse();
        assertThat(service.apiKeys.list(marie.id())).singleElement().satisfies(listed -> {
            assertThat(listed.revokedAt()).isEqualTo(clock.now);
            assertThat(key).startsWith(listed.hint().replace("…", ""));
        });
    }

    @Test
    void an_api_key_expires() {
        User marie = service.create("marie");
        String key = service.apiKeys
                .create(marie.id(), Scope.all(), clock.now.plusSeconds(60), ORIGIN)
                .secret()
                .value();
        assertThat(service.bearer(key)).isInstanceOf(Authentication.Proved.class);
        clock.now = clock.now.plusSeconds(60);
        assertThat(service.bearer(key)).isEqualTo(EXPIRED);
    }

    @Test
    void no_table_holds_a_token_in_clear() {
        User marie = service.create("marie");
        String key = service.apiKeys
                .create(marie.id(), Scope.all(), null, ORIGIN)
                .secret()
                .value();
        byte[] stored = database.read(handle -> handle.createQuery("SELECT token_hash FROM api_keys")
                .mapTo(byte[].class)
                .one());
        assertThat(stored).isEqualTo(TokenHash.of(key).toByteArray());
        assertThat(audited).allSatisfy(event -> assertThat(event.toString()).doesNotContain(key.substring(11)));
    }

    @Test
    void a_visitor_is_known_by_the_cookie_for_180_days() {
        Visitors.NewVisitor made = service.visitors.create(ORIGIN);
        Credential cookie = new Credential.VisitorCookie(made.token().value());
        assertThat(service.authenticator.authenticate(cookie, clock.now))
                .isEqualTo(new Authentication.Proved(made.visitor(), Scope.all()));
        assertThat(service.authenticator.authenticate(cookie, clock.now.plus(Duration.ofDays(180))))
                .isEqualTo(new Authentication.Proved(new Caller.Anonymous(), Scope.all()));
    }

    @Test
    void the_newest_decision_is_in_force_even_when_the_clock_goes_back() {
        SubjectId subject = service.visitors.create(ORIGIN).visitor().id();
        assertThat(service.consents.inForce(subject, Consents.ASSISTANT, "1")).isEmpty();
        for (boolean granted : List.of(true, false, true, false)) {
            service.consents.record(subject, Consents.ASSISTANT, granted, "1", ORIGIN);
            clock.now = clock.now.minusSeconds(1);
            assertThat(service.consents.inForce(subject, Consents.ASSISTANT, "1"))
                    .hasValueSatisfying(
                            decision -> assertThat(decision.granted()).isEqualTo(granted));
        }
        assertThat(count("consents")).isEqualTo(4);
        assertThat(service.consents.inForce(subject, Consents.ASSISTANT, "2")).isEmpty();
    }

    @Test
    void what_expired_is_deleted_with_its_tokens() {
        service.create("marie");
        service.login("marie");
        clock.now = clock.now.plus(Duration.ofDays(30));
        assertThat(service.sessions.deleteExpired()).isZero();
        clock.now = clock.now.plus(Duration.ofDays(2));
        assertThat(service.sessions.deleteExpired()).isEqualTo(1);
        assertThat(count("refresh_tokens")).isZero();
    }

    @Test
    void a_refused_rotation_issues_nothing() {
        assertThat(service.sessionStore.rotate(TokenHash.of("a"), TokenHash.of("b"), clock.now))
                .isEqualTo(new Rotation.Refused());
        assertThat(count("refresh_tokens")).isZero();
    }
}
