package eu.rempart.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The connection that writes, as a unit of work sees it. What runs for every request goes past Jdbi, which costs
/// several times what the statement costs SQLite. One thread; only valid inside the unit.
public final class Writer {

    private static final String SAVEPOINT = "unit";

    private final Handle handle;
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private Map<Shared<?>, Object> shared = new HashMap<>();

    Writer(Handle handle) {
        this.handle = handle;
        this.connection = handle.getConnection();
    }

    /// A value that many units of one transaction change: read by the first of them, written once, before the
    /// commit. A unit that fails leaves it as it was. It is read again in every transaction, because other
    /// processes write too.
    ///
    /// What `read` finds must be locked until the commit. Values are immutable.
    public interface Shared<T> {
        T read(Writer writer) throws SQLException;

        void write(Writer writer, T value) throws SQLException;
    }

    /// Makes something of the present row.
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// The same connection, for work that runs too seldom for its cost to matter.
    public Handle handle() {
        return handle;
    }

    /// Runs a statement that stays prepared: `sql` is to be a constant.
    ///
    /// @param values text, `Long`, `byte[]` or null, one for each `?`
    /// @return how many rows it changed
    public int update(String sql, @Nullable Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    /// The same, for a statement that gives rows; all of them are read.
    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(row.of(rows));
            }
            return list;
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /// The value as the last unit of this transaction left it.
    @SuppressWarnings("unchecked") // Only set() and read() put a value there, both of the key's own type.
    public <T> T get(Shared<T> key) throws SQLException {
        Object known = shared.get(key);
        if (known == null) {
            known = key.read(this);
            shared.put(key, known);
        }
        return (T) known;
    }

    public <T> void set(Shared<T> key, T value) {
        shared.put(key, value);
    }

    void begin() throws SQLException {
        shared.clear();
        connection.setAutoCommit(false);
    }

    /// Undoes all since [#begin] and ends the transaction.
    void rollback() throws SQLException {
        shared.clear();
        connection.rollback();
        connection.setAutoCommit(true);
    }

    void commit(Runnable committing) throws SQLException {
        writeShared();
        committing.run();
        // This commits. commit() itself must not be used: on SQLite the driver begins the next transaction in
        // the same call, and where another process holds the lock by then it reports a commit that has
        // succeeded as failed.
        connection.setAutoCommit(true);
    }

    private void writeShared() throws SQLException {
        for (Map.Entry<Shared<?>, Object> entry : shared.entrySet()) {
            write(entry.getKey(), entry.getValue());
        }
        shared.clear();
    }

    @SuppressWarnings("unchecked") // As in get().
    private <T> void write(Shared<T> key, Object value) throws SQLException {
        key.write(this, (T) value);
    }

    /// From here on, what follows can be undone alone.
    Mark mark() throws SQLException {
        return new Mark(connection.setSavepoint(SAVEPOINT), new HashMap<>(shared));
    }

    void rollbackTo(Mark mark) throws SQLException {
        shared = mark.shared;
        connection.rollback(mark.savepoint);
    }

    void release(Mark mark) throws SQLException {
        connection.releaseSavepoint(mark.savepoint);
    }

    Connection connection() {
        return connection;
    }

    /// Gives the connection back.
    void close() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException _) {
                // The connection is going anyway.
            }
        }
        prepared.clear();
        handle.close();
    }

    record Mark(Savepoint savepoint, Map<Shared<?>, Object> shared) {}
}
