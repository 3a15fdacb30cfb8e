package eu.rempart.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/// One SQL database, SQLite or PostgreSQL, with the schema brought up to date.
///
/// Statements are written once for both engines: `ON CONFLICT`, `RETURNING`, CTEs and window functions are
/// common to them. Reads run side by side on a small pool. Writes go through [GroupCommit]: they return when
/// they are durable. Thread-safe; every method blocks.
public final class Database implements AutoCloseable {

    private static final int READERS = 4;
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private final HikariDataSource readers;
    private final HikariDataSource writerSource;
    private final Jdbi readJdbi;
    private final GroupCommit writer;

    private Database(HikariDataSource readers, HikariDataSource writerSource) {
        this.readers = readers;
        this.writerSource = writerSource;
        this.readJdbi = Jdbi.create(readers);
        this.writer = new GroupCommit(Jdbi.create(writerSource));
    }

    /// Opens, or creates, the SQLite file. Survives `kill -9` and power loss: WAL with a full sync at each commit.
    ///
    /// Several processes may have it open: they wait for each other's commits for up to five seconds.
    ///
    /// @throws StoreUnavailableException if the file cannot be created, opened or migrated
    public static Database sqlite(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new StoreUnavailableException("cannot create the directory of " + file, e);
        }
        HikariDataSource writerSource = pool("rempart-writer", sqliteSource(file, false), 1, null);
        migrate(writerSource, "BLOB");
        return new Database(
                pool("rempart-readers", sqliteSource(file, true), READERS, "PRAGMA query_only = 1"), writerSource);
    }

    /// Opens a PostgreSQL database and brings its schema up to date.
    ///
    /// @throws StoreUnavailableException if it cannot be reached or migrated
    public static Database postgres(DataSource source) {
        HikariDataSource writerSource = pool("rempart-writer", source, 1, null);
        migrate(writerSource, "BYTEA");
        return new Database(pool("rempart-readers", source, READERS, null), writerSource);
    }

    /// Reads. Must not write: on SQLite the connection refuses it.
    ///
    /// @throws StoreUnavailableException if the database does not answer
    public <T extends @Nullable Object> T read(Query<T> query) {
        try (Handle handle = readJdbi.open()) {
            return query.run(handle);
        } catch (JdbiException e) {
            throw new StoreUnavailableException("the database did not answer a read", e);
        }
    }

    /// Writes, and returns when it is durable. The work may run more than once before it succeeds, so it must have no
    /// effect but on the handle, and must not wait for anything else. If it throws, nothing of it is stored and the
    /// exception reaches the caller.
    ///
    /// @throws StoreUnavailableException if it could not be made durable
    public <T extends @Nullable Object> T write(Query<T> work) {
        return writer.submit(work);
    }

    @Override
    public void close() {
        writer.close();
        writerSource.close();
        readers.close();
    }

    /// A piece of work on a connection.
    @FunctionalInterface
    public interface Query<T extends @Nullable Object> {
        T run(Handle handle);
    }

    private static DataSource sqliteSource(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enforceForeignKeys(true);
        if (!readOnly) {
            // Taking the write lock at the start means that a commit never fails for a lock taken in between.
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariDataSource pool(String name, DataSource source, int size, @Nullable String initSql) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(BUSY_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        if (initSql != null) {
            config.setConnectionInitSql(initSql);
        }
        return new HikariDataSource(config);
    }

    private static void migrate(DataSource source, String blobType) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .placeholders(Map.of("blob", blobType))
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            throw new StoreUnavailableException("the database schema cannot be brought up to date", e);
        }
    }

    static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                // PostgreSQL: serialization failure, deadlock. SQLite: SQLITE_BUSY, SQLITE_LOCKED.
                if ("40001".equals(state) || "40P01".equals(state)) {
                    return true;
                }
                int code = sql.getErrorCode() & 0xff;
                if (sql instanceof SQLiteException && (code == 5 || code == 6)) {
                    return true;
                }
            }
        }
        return false;
    }
}
