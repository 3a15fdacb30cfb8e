package eu.rempart.core.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.crypto.tink.Aead;
import eu.rempart.core.SubjectId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// Encrypts what subjects write, each under their own key.
///
/// Security guarantees: AES-256-GCM with a random 96-bit nonce; a ciphertext that was changed, or moved to another
/// subject, table, column or row, does not decrypt. It does not hide how long a text is, nor detect that a row was put
/// back to an older state of itself.
///
/// Unwrapped keys are kept for half a minute, so an erasure by another process takes effect within that time; see
/// [#forget]. Thread-safe; blocks only while a key is read from its store.
public final class SubjectCipher {

    private static final int MAX_KEYS = 10_000;
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final MasterKeys masterKeys;
    private final SubjectKeyStore keyStore;
    private final Cache<SubjectId, Aead> keys;

    public SubjectCipher(MasterKeys masterKeys, SubjectKeyStore keyStore) {
        this(masterKeys, keyStore, Ticker.systemTicker());
    }

    SubjectCipher(MasterKeys masterKeys, SubjectKeyStore keyStore, Ticker ticker) {
        this.masterKeys = masterKeys;
        this.keyStore = keyStore;
        this.keys = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    /// Encrypts for that subject and place.
    ///
    /// @throws SubjectErasedException if the subject has no key
    public Ciphertext encrypt(SubjectId subject, Binding binding, String plaintext) {
        try {
            return Ciphertext.takeCopyOf(
                    key(subject).encrypt(plaintext.getBytes(StandardCharsets.UTF_8), context(subject, binding)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work here", e);
        }
    }

    /// Decrypts what was encrypted for that subject and place.
    ///
    /// @throws SubjectErasedException if the subject has no key
    /// @throws UnreadableCiphertextException if this is not what was encrypted for that subject and place
    @SuppressWarnings("UnusedException") // Says nothing more, and might one day quote what it was given.
    public String decrypt(SubjectId subject, Binding binding, Ciphertext ciphertext) {
        try {
            return new String(
                    key(subject).decrypt(ciphertext.toByteArray(), context(subject, binding)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new UnreadableCiphertextException(
                    "a value of " + binding.table() + "." + binding.column() + " was changed or moved");
        }
    }

    /// Drops the subject's key from memory: called once an erasure is durable.
    public void forget(SubjectId subject) {
        keys.invalidate(subject);
    }

    private Aead key(SubjectId subject) {
        return keys.get(subject, this::load);
    }

    private Aead load(SubjectId subject) {
        return keyStore.wrappedKey(subject)
                .map(wrapped -> masterKeys.unwrap(subject, wrapped))
                .orElseThrow(SubjectErasedException::new);
    }

    private static byte[] context(SubjectId subject, Binding binding) {
        return new AssociatedData("rempart/subject-data/1", subject).bytes(binding);
    }

    @Override
    public String toString() {
        return "SubjectCipher[***]";
    }
}
