package eu.rempart.server.audit;

import eu.rempart.server.store.SqlStores;
import eu.rempart.testkit.store.AuditLogContract;
import eu.rempart.testkit.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditLogTest extends AuditLogContract {

    @TempDir
    private Path directory;

    @Override
    protected StoreUnderTest openStore() {
        return SqlStores.sqlite(directory);
    }

    @Override
    protected StoreUnderTest openAgain() {
        return openStore();
    }
}
