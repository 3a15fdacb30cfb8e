package eu.rempart.server.audit;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditChain;
import eu.rempart.core.audit.AuditEntry;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.audit.AuditTrail;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.server.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/// The audit in the tables `audit_log` and `audit_head`. Thread-safe.
public final class SqlAuditLog implements AuditLog, AuditTrail {

    private static final HexFormat HEX = HexFormat.of();

    private final Database database;
    private final MasterKeys masterKeys;

    public SqlAuditLog(Database database, MasterKeys masterKeys) {
        this.database = database;
        this.masterKeys = masterKeys;
    }

    @Override
    public void append(AuditEvent event) {
        database.write(handle -> {
            append(handle, event);
            return true;
        });
    }

    /// Appends inside a unit of work of the caller, which is stored together with the event or not at all.
    public void append(Handle handle, AuditEvent event) {
        // Takes the head first: from here to the commit no other writer, in any process, can chain to the same entry.
        End previous = handle.createQuery("""
                        INSERT INTO audit_head (id, seq, hash) VALUES (1, 1, :genesis)
                        ON CONFLICT (id) DO UPDATE SET seq = audit_head.seq + 1
                        RETURNING seq, hash""")
                .bind("genesis", HEX.parseHex(AuditChain.GENESIS))
                .map((rows, context) -> new End(rows.getLong(1) - 1, HEX.formatHex(rows.getBytes(2)), 0))
                .one();
        SubjectId subject = event.subject();
        AuditEntry entry = new AuditEntry(
                previous.seq() + 1,
                Instant.ofEpochMilli(event.at().toEpochMilli()),
                event.event(),
                event.requestId(),
                subject == null ? null : masterKeys.digest(subject),
                JsonMapper.shared().writeValueAsString(event.facts()));
        byte[] hash = HEX.parseHex(AuditChain.hash(previous.hash(), entry));
        handle.createUpdate("""
                        INSERT INTO audit_log (seq, at, event, request_id, actor, facts, hash)
                        VALUES (:seq, :at, :event, :requestId, :actor, :facts, :hash)""")
                .bind("seq", entry.seq())
                .bind("at", entry.at().toEpochMilli())
                .bind("event", entry.event())
                .bind("requestId", entry.requestId())
                .bind("actor", entry.actor())
                .bind("facts", entry.facts())
                .bind("hash", hash)
                .execute();
        handle.createUpdate("UPDATE audit_head SET hash = :hash WHERE id = 1")
                .bind("hash", hash)
                .execute();
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
