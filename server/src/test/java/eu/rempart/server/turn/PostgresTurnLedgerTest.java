package eu.rempart.server.turn;

import eu.rempart.server.store.EmbeddedPostgresServer;
import eu.rempart.server.store.SqlStores;
import eu.rempart.testkit.store.StoreUnderTest;
import eu.rempart.testkit.store.TurnLedgerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresTurnLedgerTest extends TurnLedgerContract {

    @TempDir
    private Path directory;

    private final String database = EmbeddedPostgresServer.newDatabase();

    @Override
    protected StoreUnderTest openStore() {
        return SqlStores.postgres(database, directory);
    }
}
