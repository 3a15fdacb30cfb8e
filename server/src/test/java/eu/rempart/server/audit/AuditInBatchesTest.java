package eu.rempart.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditTrail.Link;
import eu.rempart.core.audit.AuditVerifier;
import eu.rempart.core.audit.AuditVerifier.Verdict;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.server.store.BlockedWriter;
import eu.rempart.server.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Units of one transaction share the end of the chain: it must never be ahead of what is stored.
class AuditInBatchesTest {

    @TempDir
    private Path directory;

    private MasterKeys keys;
    private Database database;
    private SqlAuditLog audit;
    private ExecutorService executor;

    @BeforeEach
    void open() {
        keys = MasterKeys.open(directory.resolve("master.keys"));
        database = Database.sqlite(directory.resolve("rempart.db"));
        audit = new SqlAuditLog(database, keys);
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        executor.close();
        database.close();
    }

    @Test
    void aUnitThatFailsAfterItsEventLeavesNoGap() throws Exception {
        audit.append(event("before"));
        List<Future<Boolean>> batch = new ArrayList<>();
        BlockedWriter blocked = BlockedWriter.of(database, executor);
        for (int i = 0; i < 30; i++) {
            int n = i;
            batch.add(executor.submit(() -> database.writeFast(writer -> {
                SqlAuditLog.append(writer, audit.draft(event("event " + n)));
                if (n % 3 == 1) {
                    throw new IllegalStateException("event " + n);
                }
                return true;
            })));
        }
        blocked.release(30);
        for (int n = 0; n < 30; n++) {
            Future<Boolean> each = batch.get(n);
            if (n % 3 == 1) {
                assertThatThrownBy(each::get).isInstanceOf(ExecutionException.class);
            } else {
                assertThat(each.get()).isTrue();
            }
        }
        audit.append(event("after"));

        assertThat(new AuditVerifier(audit).verify()).isEqualTo(new Verdict.Intact(22));
        assertThat(audit.entries(0, 100))
                .extracting(link -> link.entry().event())
                .doesNotContain("event 1");
    }

    @Test
    void anotherProcessMayAppendBetweenTransactions() {
        try (Database other = Database.sqlite(directory.resolve("rempart.db"))) {
            SqlAuditLog others = new SqlAuditLog(other, keys);
            for (int i = 0; i < 3; i++) {
                audit.append(event("ours"));
                others.append(event("theirs"));
            }
        }
        assertThat(new AuditVerifier(audit).verify()).isEqualTo(new Verdict.Intact(6));
        assertThat(audit.entries(0, 10))
                .extracting(Link::entry)
                .extracting(entry -> entry.event())
                .containsExactly("ours", "theirs", "ours", "theirs", "ours", "theirs");
    }

    @Test
    void twoLogsOnOneDatabaseShareTheChain() throws Exception {
        SqlAuditLog second = new SqlAuditLog(database, keys);
        BlockedWriter blocked = BlockedWriter.of(database, executor);
        List<Future<?>> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SqlAuditLog log = i % 2 == 0 ? audit : second;
            batch.add(executor.submit(() -> log.append(event("event"))));
        }
        blocked.release(10);
        for (Future<?> each : batch) {
            each.get();
        }
        assertThat(new AuditVerifier(audit).verify()).isEqualTo(new Verdict.Intact(10));
    }

    private static AuditEvent event(String name) {
        return new AuditEvent(Instant.parse("2026-11-27T09:00:00Z"), name, null, null, Map.of("a", "b"));
    }
}
