package eu.rempart.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditTrail.Link;
import eu.rempart.core.audit.AuditVerifier;
import eu.rempart.core.audit.AuditVerifier.Defect;
import eu.rempart.core.audit.AuditVerifier.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the audit has to keep on every engine.
public abstract class AuditLogContract {

    private StoreUnderTest store;

    /// Opens the stores on an empty database.
    protected abstract StoreUnderTest openStore();

    /// Opens the same database once more, as another process would.
    protected abstract StoreUnderTest openAgain();

    @BeforeEach
    void open() {
        store = openStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anEmptyAuditIsWhole() {
        assertThat(verify()).isEqualTo(new Verdict.Intact(0));
    }

    @Test
    void anEventIsStoredWithAPseudonymAndReadBack() {
        SubjectId subject = store.newSubject();
        store.auditLog().append(Turns.event("login.failed", subject, Turns.AT));
        store.auditLog().append(new AuditEvent(Turns.AT, "service.started", null, null, Map.of()));

        List<Link> links = store.auditTrail().entries(0, 10);
        assertThat(links.getFirst().entry().facts()).isEqualTo("{\"agent\":\"elea\",\"b\":\"é\\\"\\\\\"}");
        assertThat(links.getFirst().entry().actor())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(subject.toString().replace("-", ""));
        assertThat(links.getLast().entry().actor()).isNull();
        assertThat(links.getLast().entry().requestId()).isNull();
        assertThat(verify()).isEqualTo(new Verdict.Intact(2));
    }

    @Test
    void manyWritersMakeOneChain() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = IntStream.range(0, 200)
                    .<Future<?>>mapToObj(i -> executor.submit(() -> append("e" + i)))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(verify()).isEqualTo(new Verdict.Intact(200));
    }

    @Test
    void twoProcessesWriteOneChain() throws Exception {
        try (StoreUnderTest second = openAgain();
                var executor = Executors.newFixedThreadPool(2)) {
            Future<?> service = executor.submit(() -> IntStream.range(0, 100).forEach(i -> append("service")));
            Future<?> command = executor.submit(
                    () -> IntStream.range(0, 100).forEach(i -> second.auditLog().append(event("command"))));
            service.get();
            command.get();
        }
        assertThat(verify()).isEqualTo(new Verdict.Intact(200));
    }

    @Test
    void aChangedEntryIsFound() {
        five();
        store.execute("UPDATE audit_log SET facts = '{}' WHERE seq = 3");
        assertThat(verify()).isEqualTo(new Verdict.Broken(3, Defect.CHANGED));
    }

    @Test
    void everyFieldIsChained() {
        for (String change : List.of(
                "at = at + 1",
                "event = 'x'",
                "request_id = NULL",
                "request_id = ''",
                "actor = 'x'",
                "facts = '{}'",
                "hash = (SELECT hash FROM audit_head)")) {
            append("a");
            append("b");
            append("c");
            store.execute("UPDATE audit_log SET " + change + " WHERE seq = 2");
            assertThat(verify()).as(change).isEqualTo(new Verdict.Broken(2, Defect.CHANGED));
            store.execute("DELETE FROM audit_log");
            store.execute("DELETE FROM audit_head");
        }
    }

    @Test
    void aMissingEntryIsFound() {
        five();
        store.execute("DELETE FROM audit_log WHERE seq = 2");
        assertThat(verify()).isEqualTo(new Verdict.Broken(2, Defect.MISSING));
    }

    @Test
    void swappedEntriesAreFound() {
        five();
        store.execute("UPDATE audit_log SET seq = 99 WHERE seq = 2");
        store.execute("UPDATE audit_log SET seq = 2 WHERE seq = 3");
        store.execute("UPDATE audit_log SET seq = 3 WHERE seq = 99");
        assertThat(verify()).isEqualTo(new Verdict.Broken(2, Defect.CHANGED));
    }

    @Test
    void aCutOffEndIsFound() {
        five();
        store.execute("DELETE FROM audit_log WHERE seq > 3");
        assertThat(verify()).isEqualTo(new Verdict.Broken(4, Defect.TRUNCATED));
    }

    @Test
    void aCutOffBeginningIsFound() {
        five();
        store.execute("DELETE FROM audit_log WHERE seq < 3");
        assertThat(verify()).isEqualTo(new Verdict.Broken(1, Defect.MISSING));
    }

    @Test
    void entriesSlippedInAfterTheEndOrBeforeTheBeginningAreFound() {
        five();
        String copy = "INSERT INTO audit_log SELECT %d, at, event, request_id, actor, facts, hash"
                + " FROM audit_log WHERE seq = 5";
        store.execute(copy.formatted(6));
        assertThat(verify()).isEqualTo(new Verdict.Broken(6, Defect.UNCHAINED));
        store.execute("DELETE FROM audit_log WHERE seq = 6");
        store.execute(copy.formatted(-1));
        assertThat(verify()).isEqualTo(new Verdict.Broken(-1, Defect.UNCHAINED));
    }

    @Test
    void aHeadThatDoesNotMatchItsLastEntryIsFound() {
        five();
        store.execute("UPDATE audit_head SET hash = (SELECT hash FROM audit_log WHERE seq = 4)");
        assertThat(verify()).isEqualTo(new Verdict.Broken(5, Defect.CHANGED));
    }

    @Test
    void nothingIsAppendedToAChainWithoutItsHead() {
        five();
        store.execute("DELETE FROM audit_head");

        assertThatThrownBy(() -> append("f")).isInstanceOf(RuntimeException.class);

        assertThat(store.number("SELECT COUNT(*) FROM audit_log")).isEqualTo(5);
        assertThat(verify()).isEqualTo(new Verdict.Broken(1, Defect.UNCHAINED));
    }

    @Test
    void theExportIsOneJsonLineForEachEntry() throws IOException {
        five();
        StringBuilder out = new StringBuilder();

        assertThat(new AuditVerifier(store.auditTrail()).export(out)).isEqualTo(5);

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(5);
        JsonNode line = JsonMapper.shared().readTree(lines.get(2));
        assertThat(line.path("seq").asLong()).isEqualTo(3);
        assertThat(line.path("at").asString()).isEqualTo("2026-11-22T10:00:00.123Z");
        assertThat(line.path("hash").asString()).matches("[0-9a-f]{64}");
        assertThat(line.path("facts").asString()).isEqualTo("{\"k\":\"v\"}");
    }

    private void five() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            append(name);
        }
    }

    private void append(String name) {
        store.auditLog().append(event(name));
    }

    private static AuditEvent event(String name) {
        return new AuditEvent(Turns.AT, name, "req-1", null, Map.of("k", "v"));
    }

    private Verdict verify() {
        return new AuditVerifier(store.auditTrail()).verify();
    }
}
