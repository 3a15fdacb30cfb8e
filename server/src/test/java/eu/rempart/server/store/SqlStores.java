package eu.rempart.server.store;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.audit.AuditTrail;
import eu.rempart.core.conversation.ConversationStore;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.core.crypto.SubjectCipher;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.conversation.SqlConversationStore;
import eu.rempart.server.turn.SqlTurnLedger;
import eu.rempart.testkit.store.StoreUnderTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/// The SQL stores on one database, as a process wires them.
public final class SqlStores implements StoreUnderTest {

    private final Database database;
    private final MasterKeys masterKeys;
    private final SqlAuditLog audit;
    private final SubjectCipher cipher;

    private SqlStores(Database database, Path keyFile) {
        this.database = database;
        this.masterKeys = MasterKeys.open(keyFile);
        this.audit = new SqlAuditLog(database, masterKeys);
        this.cipher = new SubjectCipher(masterKeys, new SqlSubjectKeyStore(database));
    }

    public static SqlStores sqlite(Path directory) {
        return new SqlStores(Database.sqlite(directory.resolve("rempart.db")), directory.resolve("master.keys"));
    }

    public static SqlStores postgres(String database, Path directory) {
        return new SqlStores(
                Database.postgres(EmbeddedPostgresServer.database(database)), directory.resolve("master.keys"));
    }

    Database database() {
        return database;
    }

    @Override
    public ConversationStore conversations() {
        return new SqlConversationStore(database);
    }

    @Override
    public TurnLedger turns() {
        return new SqlTurnLedger(database, audit);
    }

    @Override
    public AuditLog auditLog() {
        return audit;
    }

    @Override
    public AuditTrail auditTrail() {
        return audit;
    }

    @Override
    public SubjectCipher cipher() {
        return cipher;
    }

    @Override
    public SubjectId newSubject() {
        SubjectId subject = new SubjectId(UUID.randomUUID());
        database.write(handle -> {
            SqlSubjects.create(
                    handle,
                    subject,
                    SqlSubjects.Kind.VISITOR,
                    masterKeys.wrapNewKey(subject),
                    Instant.parse("2026-11-22T09:00:00Z"));
            return true;
        });
        return subject;
    }

    @Override
    public long number(String sql) {
        return database.read(handle -> handle.createQuery(sql)
                .map((rows, context) -> rows.getLong(1))
                .findOne()
                .orElse(0L));
    }

    @Override
    public int execute(String sql) {
        return database.write(handle -> handle.createUpdate(sql).execute());
    }

    @Override
    public void close() {
        database.close();
    }
}
