package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where users are kept. Thread-safe; blocks; every write is one atomic step and durable on return. Every method may
/// throw a `RuntimeException` if the store does not answer.
public interface UserStore {

    /// Whether there is any user.
    boolean anyUser();

    /// Stores a new user and its subject; false, and nothing stored, if the name is taken.
    boolean create(User user, PasswordHash password, Ciphertext wrappedKey, Instant now);

    /// Like [#create], but false also if there is any user at all.
    boolean createFirst(User user, PasswordHash password, Ciphertext wrappedKey, Instant now);

    Optional<User> find(SubjectId id);

    Optional<Account> findByName(UserName name);

    /// By name.
    List<User> all();

    /// Changes what is given, leaves the rest; the sessions of a user who becomes disabled end. The new state; empty
    /// if there is no such user.
    Optional<User> update(SubjectId id, UserChange change, Instant now);

    /// Sets the password and ends all sessions but one, in one step.
    ///
    /// @param expected the hash that must still be stored; null: any
    /// @param keptSession the session that stays; null: none
    /// @return false, and nothing changed, if there is no such user or another hash is stored by now
    boolean setPassword(
            SubjectId id,
            @Nullable PasswordHash expected,
            PasswordHash next,
            boolean changeRequired,
            @Nullable UUID keptSession,
            Instant now);

    /// A user and what their password is checked against.
    ///
    /// @param password null for users who cannot sign in with one
    record Account(User user, @Nullable PasswordHash password) {}
}
