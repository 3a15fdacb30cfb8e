package eu.rempart.server.identity;

import eu.rempart.server.store.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteIdentityTest extends SqlIdentityContract {

    private static Database database;

    @BeforeAll
    static void open(@TempDir Path folder) {
        database = Database.sqlite(folder.resolve("rempart.db"));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
