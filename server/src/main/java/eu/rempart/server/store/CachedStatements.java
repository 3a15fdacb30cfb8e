package eu.rempart.server.store;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/// Keeps the statements of one connection prepared: the writer runs the same dozen again and again, and preparing one
/// costs SQLite more than running it. One thread.
final class CachedStatements implements StatementBuilder {

    private static final int MOST = 64;

    private final DefaultStatementBuilder plain = new DefaultStatementBuilder();
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    /// What the statements in use were made of: whoever closes one names it otherwise.
    private final IdentityHashMap<PreparedStatement, String> used = new IdentityHashMap<>();

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return plain.create(connection, context);
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (context.isReturningGeneratedKeys()) {
            return plain.create(connection, sql, context);
        }
        // Taken out while it is used, so that a statement inside another's rows gets one of its own.
        PreparedStatement known = prepared.remove(sql);
        PreparedStatement statement = known == null ? plain.create(connection, sql, context) : known;
        used.put(statement, sql);
        return statement;
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return plain.createCall(connection, sql, context);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        String made = statement instanceof PreparedStatement known ? used.remove(known) : null;
        if (made == null || statement.isClosed() || prepared.containsKey(made) || prepared.size() >= MOST) {
            plain.close(connection, sql, statement);
        } else if (statement instanceof PreparedStatement known) {
            known.clearParameters();
            prepared.put(made, known);
        }
    }

    @Override
    public void close(Connection connection) {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException _) {
                // The connection is going anyway.
            }
        }
        prepared.clear();
        plain.close(connection);
    }
}
