package eu.rempart.server.identity;

import eu.rempart.server.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteIdentityTest extends SqlIdentityContract {

    @TempDir
    private static Path folder = Path.of(".");

    @Override
    Database open() {
        try {
            return Database.sqlite(Files.createTempDirectory(folder, "data").resolve("rempart.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
