package eu.rempart.server.audit;

import eu.rempart.server.store.EmbeddedPostgresServer;
import eu.rempart.server.store.SqlStores;
import eu.rempart.testkit.store.AuditLogContract;
import eu.rempart.testkit.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresAuditLogTest extends AuditLogContract {

    @TempDir
    private Path directory;

    private final String database = EmbeddedPostgresServer.newDatabase();

    @Override
    protected StoreUnderTest openStore() {
        return SqlStores.postgres(database, directory);
    }

    @Override
    protected StoreUnderTest openAgain() {
        return openStore();
    }
}
