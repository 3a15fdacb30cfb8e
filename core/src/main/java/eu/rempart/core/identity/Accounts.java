package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Users: making them, changing them, their passwords. Thread-safe; blocks.
///
/// What is done is audited first: every method throws a `RuntimeException`, and changes nothing, if the audit cannot
/// be written. Throws [PasswordHasherBusyException] if too many passwords are being hashed.
public final class Accounts {

    /// The name of the first administrator.
    public static final UserName FIRST_ADMINISTRATOR = new UserName("admin");

    private final UserStore users;
    private final SubjectKeys subjectKeys;
    private final PasswordHasher hasher;
    private final LoginLimiter limiter;
    private final LiveCredentials live;
    private final AuditLog audit;
    private final InstantSource clock;

    public Accounts(
            UserStore users,
            SubjectKeys subjectKeys,
            PasswordHasher hasher,
            LoginLimiter limiter,
            LiveCredentials live,
            AuditLog audit,
            InstantSource clock) {
        this.users = users;
        this.subjectKeys = subjectKeys;
        this.hasher = hasher;
        this.limiter = limiter;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a user.
    ///
    /// @param typedName in any case; kept in lower case
    /// @param subscriptionUntil null: no end
    /// @param changeRequired whether the password is to be changed at the first occasion
    public Creation create(
            String typedName,
            Password password,
            Role role,
            Tier tier,
            @Nullable Instant subscriptionUntil,
            boolean changeRequired,
            Origin origin) {
        UserName name = UserName.parse(typedName).orElse(null);
        if (name == null) {
            return new Creation.InvalidName();
        }
        if (!PasswordPolicy.accepts(password, name)) {
            return new Creation.WeakPassword();
        }
        if (users.findByName(name).isPresent()) {
            return new Creation.NameTaken();
        }
        Instant until = subscriptionUntil == null ? null : subscriptionUntil.truncatedTo(ChronoUnit.MILLIS);
        User user = new User(newSubject(), name.value(), role, tier, until, changeRequired, false);
        PasswordHash hash = hasher.hash(password);
        recordCreation("user.created", user, origin);
        if (!users.create(user, hash, subjectKeys.wrapNewKey(user.id()), now())) {
            recordCreation("user.creation_failed", user, origin);
            return new Creation.NameTaken();
        }
        return new Creation.Created(user);
    }

    /// Makes the administrator [#FIRST_ADMINISTRATOR] if there is no user at all. Of any number of processes that
    /// start at once, one makes it.
    ///
    /// @return the one-time password, to be shown once; empty if nothing was made
    public Optional<Password> createFirstAdministrator() {
        if (users.anyUser()) {
            return Optional.empty();
        }
        Password password = Password.generate();
        User user = new User(newSubject(), FIRST_ADMINISTRATOR.value(), Role.ADMIN, Tier.ENTERPRISE, null, true, false);
        PasswordHash hash = hasher.hash(password);
        recordCreation("user.created", user, Origin.local());
        if (!users.createFirst(user, hash, subjectKeys.wrapNewKey(user.id()), now())) {
            recordCreation("user.creation_failed", user, Origin.local());
            return Optional.empty();
        }
        return Optional.of(password);
    }

    public Optional<User> find(SubjectId id) {
        return users.find(id);
    }

    /// The user of that name, typed in any case.
    public Optional<User> findByName(String typedName) {
        return UserName.parse(typedName).flatMap(users::findByName).map(UserStore.Account::user);
    }

    /// By name.
    public List<User> all() {
        return users.all();
    }

    /// Changes role, tier, subscription or whether the user is disabled. Disabling ends all sessions.
    ///
    /// @return the new state; empty if there is no such user
    public Optional<User> update(SubjectId id, UserChange change, Origin origin) {
        if (users.find(id).isEmpty()) {
            return Optional.empty();
        }
        audit.append(new AuditEvent(now(), "user.changed", origin.requestId(), id, facts(change)));
        try {
            return users.update(id, change, now());
        } finally {
            live.changed();
        }
    }

    /// Changes the caller's own password; every other session ends.
    public PasswordChange changePassword(Caller.SignedIn caller, Password current, Password next, Origin origin) {
        UserName name = new UserName(caller.user().name());
        return switch (limiter.attempt(name, origin.clientAddress())) {
            case LoginLimiter.Attempt.Refused(var retryAfter) -> new PasswordChange.TooManyAttempts(retryAfter);
            case LoginLimiter.Attempt.Allowed attempt -> {
                try {
                    yield changePassword(name, caller.sessionId(), current, next, attempt, origin);
                } catch (PasswordHasherBusyException e) {
                    attempt.giveBack();
                    yield new PasswordChange.TooManyAttempts(e.retryAfter());
                }
            }
        };
    }

    private PasswordChange changePassword(
            UserName name,
            UUID sessionId,
            Password current,
            Password next,
            LoginLimiter.Attempt.Allowed attempt,
            Origin origin) {
        UserStore.Account account = users.findByName(name).orElse(null);
        PasswordHash stored = account == null ? null : account.password();
        if (account == null || stored == null || !hasher.matches(current, stored)) {
            SubjectId subject = account == null ? null : account.user().id();
            audit.append(new AuditEvent(now(), "password.change_failed", origin.requestId(), subject, Map.of()));
            return new PasswordChange.WrongPassword();
        }
        attempt.giveBack();
        if (!PasswordPolicy.accepts(next, name) || next.equals(current)) {
            return new PasswordChange.WeakPassword();
        }
        PasswordHash hash = hasher.hash(next);
        SubjectId id = account.user().id();
        audit.append(new AuditEvent(now(), "password.changed", origin.requestId(), id, Map.of()));
        try {
            // False: it was changed by somebody else in between, so what was shown is not the current one any more.
            return users.setPassword(id, stored, hash, false, sessionId, now())
                    ? new PasswordChange.Changed()
                    : new PasswordChange.WrongPassword();
        } finally {
            live.changed();
        }
    }

    /// Gives a user a new one-time password and ends all their sessions: for operators, when it was forgotten.
    ///
    /// @return the password, to be shown once; empty if there is no such user
    public Optional<Password> resetPassword(SubjectId id, Origin origin) {
        if (users.find(id).isEmpty()) {
            return Optional.empty();
        }
        Password password = Password.generate();
        PasswordHash hash = hasher.hash(password);
        audit.append(new AuditEvent(now(), "password.reset", origin.requestId(), id, Map.of()));
        try {
            return users.setPassword(id, null, hash, true, null, now()) ? Optional.of(password) : Optional.empty();
        } finally {
            live.changed();
        }
    }

    private void recordCreation(String event, User user, Origin origin) {
        audit.append(new AuditEvent(
                now(),
                event,
                origin.requestId(),
                user.id(),
                Map.of("role", lower(user.role()), "tier", lower(user.tier()))));
    }

    private static Map<String, String> facts(UserChange change) {
        Map<String, String> facts = new TreeMap<>();
        if (change.role() != null) {
            facts.put("role", lower(change.role()));
        }
        if (change.tier() != null) {
            facts.put("tier", lower(change.tier()));
        }
        if (change.subscription() != null) {
            Instant until = change.subscription().until();
            facts.put("subscriptionUntil", until == null ? "none" : until.toString());
        }
        if (change.disabled() != null) {
            facts.put("disabled", change.disabled().toString());
        }
        return facts;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static SubjectId newSubject() {
        return new SubjectId(UUID.randomUUID());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// What became of a new user.
    public sealed interface Creation {

        record Created(User user) implements Creation {}

        record NameTaken() implements Creation {}

        /// Not 1 to 64 letters, digits, `.`, `_`, `@` or `-`.
        record InvalidName() implements Creation {}

        /// Not 12 to 128 characters, the name itself, or one that everybody tries first.
        record WeakPassword() implements Creation {}
    }

    /// What became of a change of one's password.
    public sealed interface PasswordChange {

        record Changed() implements PasswordChange {}

        record WrongPassword() implements PasswordChange {}

        /// As for [Creation.WeakPassword], or the same as before.
        record WeakPassword() implements PasswordChange {}

        record TooManyAttempts(Duration retryAfter) implements PasswordChange {}
    }
}
