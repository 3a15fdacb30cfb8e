package eu.rempart.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeysTest {

    private static final SubjectId ALICE = new SubjectId(UUID.fromString("00000000-0000-4000-8000-00000000000a"));
    private static final SubjectId BOB = new SubjectId(UUID.fromString("00000000-0000-4000-8000-00000000000b"));

    @TempDir
    private Path directory;

    @Test
    void theFileIsCreatedForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("new/keys.json");

        MasterKeys.open(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        Path file = directory.resolve("keys.json");
        MasterKeys.open(file);
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThatThrownBy(() -> MasterKeys.open(file))
                    .isInstanceOf(KeyFileException.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void aDamagedFileIsRefusedWithoutQuotingIt() throws IOException {
        Path file = directory.resolve("keys.json");
        MasterKeys.open(file);
        String whole = Files.readString(file);
        for (String damaged : List.of("", "{}", "topsecret", whole.substring(0, whole.length() / 2))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> MasterKeys.open(file))
                    .isInstanceOf(KeyFileException.class)
                    .hasMessageContaining("damaged")
                    .hasMessageNotContaining("topsecret")
                    .hasNoCause();
        }
    }

    @Test
    void aFileThatHasToBeThereIsNotCreated() {
        assertThatThrownBy(() -> MasterKeys.openExisting(directory.resolve("none")))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("missing");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void whoeverOpensFirstAtOnceAllUseTheSameKeys() throws Exception {
        for (int round = 0; round < 10; round++) {
            Path file = directory.resolve("race" + round);
            int processes = 8;
            CyclicBarrier barrier = new CyclicBarrier(processes);
            try (var executor = Executors.newFixedThreadPool(processes)) {
                List<Future<String>> digests = new ArrayList<>();
                for (int i = 0; i < processes; i++) {
                    digests.add(executor.submit(() -> {
                        barrier.await();
                        return MasterKeys.open(file).digest(ALICE);
                    }));
                }
                String first = digests.getFirst().get();
                for (Future<String> digest : digests) {
                    assertThat(digest.get()).isEqualTo(first);
                }
            }
        }
    }

    @Test
    void aWrappedKeyDoesNotUnwrapForAnotherSubject() {
        MasterKeys keys = MasterKeys.open(directory.resolve("keys"));
        Ciphertext wrapped = keys.wrapNewKey(ALICE);

        assertThat(keys.unwrap(ALICE, wrapped)).isNotNull();
        assertThatThrownBy(() -> keys.unwrap(BOB, wrapped)).isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void whatAnOlderKeyWrappedStillUnwrapsAfterARotation() throws Exception {
        Path file = directory.resolve("keys");
        MasterKeys keys = MasterKeys.open(file);
        Ciphertext old = keys.wrapNewKey(ALICE);
        String pseudonym = keys.digest(ALICE);
        byte[] text = keys.unwrap(ALICE, old).encrypt(new byte[] {1}, new byte[0]);

        keys.rotate();

        assertThat(keys.isOutdated(old)).isTrue();
        Ciphertext rewrapped = keys.rewrap(ALICE, old);
        assertThat(keys.isOutdated(rewrapped)).isFalse();
        assertThat(keys.isOutdated(keys.wrapNewKey(BOB))).isFalse();
        assertThat(keys.unwrap(ALICE, old).decrypt(text, new byte[0])).containsExactly(1);
        assertThat(keys.unwrap(ALICE, rewrapped).decrypt(text, new byte[0])).containsExactly(1);
        assertThat(MasterKeys.open(file).digest(ALICE)).isEqualTo(pseudonym);
    }

    @Test
    void aRotationByAnotherProcessIsNoticed() {
        Path file = directory.resolve("keys");
        MasterKeys service = MasterKeys.open(file);
        MasterKeys command = MasterKeys.open(file);
        command.rotate();

        assertThat(service.unwrap(ALICE, command.wrapNewKey(ALICE))).isNotNull();
    }

    @Test
    void rotationsOneAfterTheOtherByTwoProcessesLoseNoKey() {
        Path file = directory.resolve("keys");
        MasterKeys one = MasterKeys.open(file);
        MasterKeys two = MasterKeys.open(file);
        List<Ciphertext> wrapped = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            one.rotate();
            wrapped.add(one.wrapNewKey(ALICE));
            two.rotate();
            wrapped.add(two.wrapNewKey(ALICE));
        }
        MasterKeys later = MasterKeys.open(file);
        assertThat(wrapped)
                .allSatisfy(key -> assertThat(later.unwrap(ALICE, key)).isNotNull());
    }

    @Test
    void pseudonymsDifferBySubjectAndByFile() {
        MasterKeys here = MasterKeys.open(directory.resolve("here"));
        MasterKeys there = MasterKeys.open(directory.resolve("there"));

        assertThat(here.digest(ALICE)).matches("[0-9a-f]{32}").isNotEqualTo(here.digest(BOB));
        assertThat(here.digest(ALICE)).isNotEqualTo(there.digest(ALICE));
        assertThat(here).hasToString("MasterKeys[***]");
    }
}
