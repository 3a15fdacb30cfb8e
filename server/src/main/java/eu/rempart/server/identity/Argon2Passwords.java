package eu.rempart.server.identity;

import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.PasswordHash;
import eu.rempart.core.identity.PasswordHasher;
import eu.rempart.core.identity.PasswordHasherBusyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Argon2id with 19 MiB, two passes and one lane: the minimum that OWASP's password storage guide recommends.
///
/// At most as many hashes are computed at once as there are processors, so that logins can exhaust neither the memory
/// nor more than their share of the machine; whoever waits longer than three seconds is sent away.
public final class Argon2Passwords implements PasswordHasher {

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final Semaphore computing;
    private final Duration patience;
    private final PasswordHash decoy = randomHash();

    public Argon2Passwords() {
        this(Runtime.getRuntime().availableProcessors(), PATIENCE);
    }

    Argon2Passwords(int atOnce, Duration patience) {
        this.computing = new Semaphore(atOnce, true);
        this.patience = patience;
    }

    @Override
    public PasswordHash hash(Password password) {
        return new PasswordHash(computing(() -> encoder.encode(password.value())));
    }

    @Override
    public boolean matches(Password password, PasswordHash hash) {
        return computing(() -> encoder.matches(password.value(), hash.encoded()));
    }

    @Override
    public PasswordHash decoy() {
        return decoy;
    }

    private <T> T computing(Supplier<T> work) {
        try {
            if (!computing.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new PasswordHasherBusyException(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PasswordHasherBusyException(PATIENCE);
        }
        try {
            return work.get();
        } finally {
            computing.release();
        }
    }

    /// A salt and a result out of the air: no password is known that gives it, and it costs nothing to make.
    private static PasswordHash randomHash() {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] result = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(result);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash("$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(result));
    }
}
