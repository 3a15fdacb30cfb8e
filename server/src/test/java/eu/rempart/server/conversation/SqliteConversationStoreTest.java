package eu.rempart.server.conversation;

import eu.rempart.server.store.SqlStores;
import eu.rempart.testkit.store.ConversationStoreContract;
import eu.rempart.testkit.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteConversationStoreTest extends ConversationStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected StoreUnderTest openStore() {
        return SqlStores.sqlite(directory);
    }
}
