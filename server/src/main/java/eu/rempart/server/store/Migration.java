package eu.rempart.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings the schema up to date.
///
/// Where Flyway's own record says that the newest migration of this build is in place, with the same checksum, Flyway
/// is not even loaded: a short command would spend most of its time in it.
///
/// @param source gives plain connections, not those of a small pool: Flyway takes two at once
/// @param words what the engines write differently
/// @param attempts on SQLite two processes that first open a file together may get in each other's way; the one that
/// lost finds the work done. On PostgreSQL Flyway itself makes them wait for each other
record Migration(DataSource source, Map<String, String> words, int attempts) {

    /// The newest file in `db/migration`; a test holds it, and its checksum, against what Flyway finds.
    static final String NEWEST_VERSION = "4";

    static final int NEWEST_CHECKSUM = 1_678_094_408;

    static Migration sqlite(DataSource source) {
        return new Migration(
                source, Map.of("blob", "BLOB", "integer_key", "INTEGER", "in_its_key", "WITHOUT ROWID"), 5);
    }

    static Migration postgres(DataSource source) {
        return new Migration(source, Map.of("blob", "BYTEA", "integer_key", "BIGINT", "in_its_key", ""), 1);
    }

    /// Returns when the schema is the newest.
    ///
    /// @throws StoreUnavailableException if it cannot be brought up to date
    void run() {
        for (int attempt = 1; !isUpToDate(); attempt++) {
            try {
                migrate();
                return;
            } catch (RuntimeException e) {
                if (attempt >= attempts) {
                    throw new StoreUnavailableException("the database schema cannot be brought up to date", e);
                }
            }
        }
    }

    void migrate() {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(words)
                .load()
                .migrate();
    }

    boolean isUpToDate() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("SELECT version, checksum, success FROM flyway_schema_history"
                        + " ORDER BY installed_rank DESC LIMIT 1")) {
            return newest.next()
                    && NEWEST_VERSION.equals(newest.getString(1))
                    && newest.getInt(2) == NEWEST_CHECKSUM
                    && newest.getBoolean(3);
        } catch (SQLException e) {
            // No such table: a new database. Any other failure shows again, and better, when Flyway meets it.
            return false;
        }
    }
}
