package eu.rempart.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HikariDataSource readers;
    private final HikariDataSource writerSource;
    private final Jdbi readJdbi;
    private final GroupCommit writer;

    private Database(HikariDataSource readers, HikariDataSource writerSource) {
        this.readers = readers;
        this.writerSource = writerSource;
        this.readJdbi = jdbi(readers);
        this.writer = new GroupCommit(writing(writerSource), writerSource::evictConnection, GroupCommit.QUEUE);
    }

    /// Opens, or creates, the SQLite file. Survives `kill -9` and power loss: WAL with a full sync at each commit.
    /// What is deleted is overwritten. Only the owner of a new file may read it.
    ///
    /// Several processes may have it open: they wait for each other's commits for up to five seconds.
    ///
    /// @throws StoreUnavailableException if the file cannot be created, opened or migrated
    public static Database sqlite(Path file) {
        return sqlite(file, PATIENCE);
    }

    static Database sqlite(Path file, Duration busyTimeout) {
        createPrivately(file);
        DataSource source = sqliteSource(file, false, busyTimeout);
        Migration.sqlite(source).run();
        return new Database(
                pool("rempart-readers", sqliteSource(file, true, busyTimeout), READERS, "PRAGMA query_only = 1"),
                pool("rempart-writer", source, 1, null));
    }

    /// Opens a PostgreSQL database and brings its schema up to date.
    ///
    /// @throws StoreUnavailableException if it cannot be reached or migrated
    public static Database postgres(DataSource source) {
        Migration.postgres(source).run();
        return new Database(
                pool("rempart-readers", source, READERS, "SET default_transaction_read_only = on"),
                pool("rempart-writer", source, 1, null));
    }

    /// Reads. Must not write: the connection refuses it.
    ///
    /// @throws StoreUnavailableException if the database does not answer
    public <T extends @Nullable Object> T read(Query<T> query) {
        try (Handle handle = readJdbi.open()) {
            return query.run(handle);
        } catch (JdbiException e) {
            throw new StoreUnavailableException("the database did not answer a read", e);
        }
    }

    /// Writes, and returns when it is durable. The work may run more than once before it succeeds, so it must have
    /// no effect but on the handle, and must not wait for anything else. If it throws, nothing of it is stored and
    /// the exception reaches the caller.
    ///
    /// @throws StoreUnavailableException if it could not be made durable
    public <T extends @Nullable Object> T write(Query<T> work) {
        return writer.submit(writer -> work.run(writer.handle()));
    }

    /// The same as [#write], with statements past Jdbi.
    ///
    /// @throws StoreUnavailableException if it could not be made durable, or the work threw an `SQLException`
    public <T extends @Nullable Object> T writeFast(Work<T> work) {
        return writer.submit(work);
    }

    /// How many writes wait for the writer now.
    public int waitingWrites() {
        return writer.waiting();
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

    /// A piece of work that writes.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run(Writer writer) throws SQLException;
    }

    private static Jdbi jdbi(DataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        // What a statement was given is people's data: it must not reach a log inside an exception's message.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        return jdbi;
    }

    /// For the one connection that stays open.
    private static Jdbi writing(DataSource source) {
        Jdbi jdbi = jdbi(source);
        jdbi.setStatementBuilderFactory(_ -> new CachedStatements());
        return jdbi;
    }

    private static void createPrivately(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory, DataFiles.permissions("rwx------"));
            }
            // SQLite gives its journals the permissions of the file.
            Files.createFile(file, DataFiles.permissions("rw-------"));
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new StoreUnavailableException("cannot create " + file, e);
        }
    }

    private static DataSource sqliteSource(Path file, boolean readOnly, Duration busyTimeout) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        // Nobody asks for them, and the driver would run a query for them after every insert.
        config.setGetGeneratedKeys(false);
        if (!readOnly) {
            // Taking the write lock at the start means that a commit never fails for a lock taken in between.
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            // A destroyed key must not live on in a free page.
            config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
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
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(-1);
        if (initSql != null) {
            config.setConnectionInitSql(initSql);
        }
        return new HikariDataSource(config);
    }

    /// Whether the whole transaction was rolled back for a reason that may pass.
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

    /// Whether an established connection broke: a new one may work. Not so where none could be had at all, which
    /// has been waited for already.
    static boolean isConnectionLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return false;
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                // SQL: connection exceptions. PostgreSQL: shut down by an administrator, or after a crash.
                if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
