package eu.rempart.server.identity;

import eu.rempart.server.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresIdentityTest extends SqlIdentityContract {

    private static EmbeddedPostgres server;
    private static Database database;

    @BeforeAll
    static void open() throws IOException {
        server = EmbeddedPostgres.start();
        database = Database.postgres(server.getPostgresDatabase());
    }

    @AfterAll
    static void close() throws IOException {
        database.close();
        server.close();
    }

    @Override
    Database database() {
        return database;
    }
}
