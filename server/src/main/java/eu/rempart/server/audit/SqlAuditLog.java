package eu.rempart.server.audit;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditChain;
import eu.rempart.core.audit.AuditEntry;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.audit.AuditTrail;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.server.store.Database;
import eu.rempart.server.store.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The audit in the tables `audit_log` and `audit_head`. Thread-safe.
public final class SqlAuditLog implements AuditLog, AuditTrail {

    private static final HexFormat HEX = HexFormat.of();
    private static final SharedHead HEAD = new SharedHead();

    private final Database database;
    private final MasterKeys masterKeys;

    public SqlAuditLog(Database database, MasterKeys masterKeys) {
        this.database = database;
        this.masterKeys = masterKeys;
    }

    @Override
    public void append(AuditEvent event) {
        Draft draft = draft(event);
        database.writeFast(writer -> {
            append(writer, draft);
            return true;
        });
    }

    /// An event that only needs its place in the chain. Made outside the unit of work, so that the one thread that
    /// writes has less to do.
    public Draft draft(AuditEvent event) {
        SubjectId subject = event.subject();
        return new Draft(
                Instant.ofEpochMilli(event.at().toEpochMilli()),
                event.event(),
                event.requestId(),
                subject == null ? null : masterKeys.digest(subject),
                JsonMapper.shared().writeValueAsString(event.facts()));
    }

    /// Appends inside a unit of work of the caller, which is stored together with the event or not at all.
    public static void append(Writer writer, Draft draft) throws SQLException {
        Head previous = writer.get(HEAD);
        AuditEntry entry = draft.at(previous.seq() + 1);
        String hash = AuditChain.hash(previous.hash(), entry);
        writer.update(
                """
                INSERT INTO audit_log (seq, at, event, request_id, actor, facts, hash) VALUES (?, ?, ?, ?, ?, ?, ?)""",
                entry.seq(),
                entry.at().toEpochMilli(),
                entry.event(),
                entry.requestId(),
                entry.actor(),
                entry.facts(),
                HEX.parseHex(hash));
        writer.set(HEAD, new Head(entry.seq(), hash));
    }

    /// An [AuditEntry] without its number.
    public record Draft(
            Instant at,
            String event,
            @Nullable String requestId,
            @Nullable String actor,
            String facts) {

        AuditEntry at(long seq) {
            return new AuditEntry(seq, at, event, requestId, actor, facts);
        }
    }

    private record Head(long seq, String hash) {}

    /// The end of the chain within one transaction.
    private static final class SharedHead implements Writer.Shared<Head> {

        /// Locks the row, which on PostgreSQL a plain read would not do: from here to the commit no other writer,
        /// in any process, can chain to the same entry.
        @Override
        public Head read(Writer writer) throws SQLException {
            return writer.query(
                            """
                            INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, ?)
                            ON CONFLICT (id) DO UPDATE SET seq = audit_head.seq
                            RETURNING seq, hash""",
                            row -> new Head(row.getLong(1), HEX.formatHex(row.getBytes(2))),
                            HEX.parseHex(AuditChain.GENESIS))
                    .getFirst();
        }

        @Override
        public void write(Writer writer, Head head) throws SQLException {
            writer.update(
                    "UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1", head.seq(), HEX.parseHex(head.hash()));
        }
    }

    @Override
    public End end() {
        return database.read(handle -> handle.createQuery("""
                        SELECT (SELECT seq FROM audit_head WHERE id = 1),
                               (SELECT hash FROM audit_head WHERE id = 1),
                               (SELECT MAX(seq) FROM audit_log)""")
                .map((rows, context) -> {
                    long seq = rows.getLong(1);
                    byte[] hash = rows.getBytes(2);
                    return new End(seq, hash == null ? AuditChain.GENESIS : HEX.formatHex(hash), rows.getLong(3));
                })
                .one());
    }

    @Override
    public List<Link> entries(long after, int limit) {
        return database.read(handle -> handle.createQuery("""
                        SELECT seq, at, event, request_id, actor, facts, hash FROM audit_log
                        WHERE seq > :after ORDER BY seq LIMIT :limit""")
                .bind("after", after)
                .bind("limit", limit)
                .map((rows, context) -> link(rows))
                .list());
    }

    private static Link link(ResultSet rows) throws SQLException {
        return new Link(
                new AuditEntry(
                        rows.getLong("seq"),
                        Instant.ofEpochMilli(rows.getLong("at")),
                        rows.getString("event"),
                        rows.getString("request_id"),
                        rows.getString("actor"),
                        rows.getString("facts")),
                HEX.formatHex(rows.getBytes("hash")));
    }
}
