package eu.rempart.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectCipherTest {

    private static final UUID ROW = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final Binding HERE = new Binding("messages", "content", ROW);

    @TempDir
    private Path directory;

    private final SubjectId alice = new SubjectId(UUID.randomUUID());
    private final SubjectId bob = new SubjectId(UUID.randomUUID());
    private final Map<SubjectId, Ciphertext> keys = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private SubjectCipher cipher;

    @BeforeEach
    void create() {
        MasterKeys master = MasterKeys.open(directory.resolve("keys"));
        keys.put(alice, master.wrapNewKey(alice));
        keys.put(bob, master.wrapNewKey(bob));
        cipher = new SubjectCipher(master, subject -> Optional.ofNullable(keys.get(subject)), nanos::get);
    }

    @Test
    void whatWasEncryptedIsReadBack() {
        for (String text : List.of("", "é", "😀 – déjà vu", "x".repeat(100_000))) {
            assertThat(cipher.decrypt(alice, HERE, cipher.encrypt(alice, HERE, text)))
                    .isEqualTo(text);
        }
    }

    @Test
    void theSameTextIsNeverTheSameCiphertext() {
        assertThat(cipher.encrypt(alice, HERE, "a")).isNotEqualTo(cipher.encrypt(alice, HERE, "a"));
    }

    @Test
    void aCiphertextDoesNotReadAnywhereElse() {
        Ciphertext text = cipher.encrypt(alice, HERE, "secret");
        for (Binding elsewhere : List.of(
                new Binding("messages", "content", UUID.randomUUID()),
                new Binding("messages", "details", ROW),
                new Binding("conversations", "content", ROW),
                // The same letters, cut elsewhere.
                new Binding("message", "scontent", ROW))) {
            assertThatThrownBy(() -> cipher.decrypt(alice, elsewhere, text))
                    .as(elsewhere.toString())
                    .isInstanceOf(UnreadableCiphertextException.class)
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> cipher.decrypt(bob, HERE, text)).isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void aChangeOfAnyByteIsFound() {
        byte[] bytes = cipher.encrypt(alice, HERE, "secret").toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Ciphertext text = Ciphertext.takeCopyOf(changed);
            assertThatThrownBy(() -> cipher.decrypt(alice, HERE, text))
                    .isInstanceOf(UnreadableCiphertextException.class);
        }
        Ciphertext nothing = Ciphertext.takeCopyOf(new byte[0]);
        assertThatThrownBy(() -> cipher.decrypt(alice, HERE, nothing))
                .isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void anErasureHereTakesEffectAtOnce() {
        Ciphertext text = cipher.encrypt(alice, HERE, "a");
        keys.remove(alice);
        cipher.forget(alice);

        assertThatThrownBy(() -> cipher.decrypt(alice, HERE, text)).isInstanceOf(SubjectErasedException.class);
    }

    @Test
    void anErasureByAnotherProcessTakesEffectWithinAMinute() {
        Ciphertext text = cipher.encrypt(alice, HERE, "a");
        keys.remove(alice);
        assertThat(cipher.decrypt(alice, HERE, text)).isEqualTo("a");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThatThrownBy(() -> cipher.decrypt(alice, HERE, text)).isInstanceOf(SubjectErasedException.class);
    }
}
