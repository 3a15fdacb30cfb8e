package eu.rempart.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    @TempDir
    private Path folder = Path.of(".");

    private Path file() {
        return folder.resolve("data/keys/signing.jwk");
    }

    @Test
    void the_key_is_made_once_and_read_back() {
        assertThat(SigningKey.loadOrCreate(file()).pair())
                .isEqualTo(SigningKey.loadOrCreate(file()).pair());
    }

    @Test
    void only_its_owner_can_read_the_file_and_the_folder() throws Exception {
        SigningKey.loadOrCreate(file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/keys"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_file_that_others_can_read_is_closed_again() throws Exception {
        SigningKey.loadOrCreate(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        SigningKey.loadOrCreate(file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void of_many_that_start_at_once_all_have_the_same_key() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<String>> ids = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 16; i++) {
                ids.add(executor.submit(() -> {
                    start.await();
                    return SigningKey.loadOrCreate(file()).id();
                }));
            }
            start.countDown();
            String first = ids.getFirst().get();
            for (Future<String> id : ids) {
                assertThat(id.get()).isEqualTo(first);
            }
        }
        try (Stream<Path> left = Files.list(folder.resolve("data/keys"))) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    void what_is_not_such_a_key_is_refused_without_quoting_it() throws Exception {
        SigningKey.loadOrCreate(file());
        String good = Files.readString(file());
        String halves = SigningKey.generate().pair().getX().toString();
        for (String bad : List.of(
                "",
                "SECRET-GARBAGE",
                good.substring(0, good.length() / 2),
                good.replaceAll("\"x\":\"[^\"]*\"", "\"x\":\"" + halves + "\""),
                good.replaceAll("\"d\":\"[^\"]*\",?", ""))) {
            Files.writeString(file(), bad);
            assertThatThrownBy(() -> SigningKey.loadOrCreate(file()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("restore it from a backup")
                    .hasNoCause()
                    .hasMessageNotContaining("SECRET");
        }
    }
}
