package eu.rempart.core.identity;

/// Slow, salted password hashing. Thread-safe; blocks for tens of milliseconds of CPU time, and bounds how many
/// callers compute at once.
public interface PasswordHasher {

    /// Hashes with a fresh salt.
    ///
    /// @throws PasswordHasherBusyException if too many are computing already
    PasswordHash hash(Password password);

    /// Whether the hash was made from that password.
    ///
    /// @throws PasswordHasherBusyException if too many are computing already
    boolean matches(Password password, PasswordHash hash);

    /// A hash that no password matches and that takes as long to check as a real one: what an unknown account is
    /// verified against, so that the time of an answer does not tell who exists.
    PasswordHash decoy();
}
