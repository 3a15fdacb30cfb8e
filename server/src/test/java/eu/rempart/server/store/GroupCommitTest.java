package eu.rempart.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.turn.TurnLedger.Opened;
import eu.rempart.core.turn.TurnLedger.Opening;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {

    @TempDir
    private Path directory;

    private Path file;
    private Database database;
    private ExecutorService executor;

    @BeforeEach
    void open() {
        file = directory.resolve("rempart.db");
        database = Database.sqlite(file, Duration.ofMillis(50));
        database.write(handle -> handle.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)"));
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        executor.close();
        database.close();
    }

    @Test
    void aFailingUnitTakesNothingElseOfItsBatchWithIt() throws Exception {
        List<Future<Integer>> results = new ArrayList<>();
        BlockedWriter release = blockTheWriter();
        for (int i = 0; i < 100; i++) {
            int n = i;
            results.add(executor.submit(() -> database.write(handle -> {
                insert(handle, n);
                switch (n % 4) {
                    case 1 -> throw new IllegalArgumentException("unit " + n);
                    case 2 -> throw new AssertionError("unit " + n);
                    case 3 -> insert(handle, n);
                    default -> {}
                }
                return n;
            })));
        }
        release.release();

        for (int n = 0; n < 100; n++) {
            if (n % 4 == 0) {
                assertThat(results.get(n).get()).isEqualTo(n);
            } else {
                Future<Integer> failed = results.get(n);
                assertThatThrownBy(failed::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(
                                n % 4 == 1
                                        ? IllegalArgumentException.class
                                        : n % 4 == 2 ? AssertionError.class : RuntimeException.class);
            }
        }
        assertThat(count()).isEqualTo(25);
    }

    @Test
    void anErrorIsTheUnitsOwnAsAnExceptionIs() throws Exception {
        BlockedWriter release = blockTheWriter();
        Future<Integer> well = executor.submit(() -> database.write(handle -> insert(handle, 1)));
        Future<Integer> broken = executor.submit(() -> database.<Integer>write(handle -> {
            insert(handle, 2);
            throw new AssertionError("broken");
        }));
        release.release();

        assertThat(well.get()).isEqualTo(1);
        assertThatThrownBy(broken::get).hasCauseInstanceOf(AssertionError.class);
        assertThat(count()).isEqualTo(1);
    }

    /// Again and again, because closing a connection inside a transaction once committed it now and then: an
    /// attempt would find the rows of the one before.
    @RepeatedTest(20)
    void whatFailsAtEveryAttemptTakesNothingElseWithItInTheEnd() throws Exception {
        BlockedWriter release = blockTheWriter();
        Future<Integer> well = executor.submit(() -> database.write(handle -> insert(handle, 1)));
        AtomicInteger runs = new AtomicInteger();
        Future<Integer> broken = executor.submit(() -> database.<Integer>writeFast(writer -> {
            runs.incrementAndGet();
            insert(writer.handle(), 2);
            throw new SQLException("the same two rows again", "40001");
        }));
        release.release();

        assertThat(well.get()).isEqualTo(1);
        assertThatThrownBy(broken::get).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(runs).hasValueGreaterThan(2);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRefusedOpeningDoesNotMakeItsBatchRunAgain() throws Exception {
        try (SqlStores stores = SqlStores.sqlite(directory.resolve("books"))) {
            SubjectId owner = stores.newSubject();
            List<Hold> tooMuch = List.of(new Hold(owner.toString(), "2026-11", 11, 10, false));
            List<Hold> secondTooMuch = List.of(
                    new Hold(owner.toString(), "2026-11", 5, 10, false), new Hold("key:a", "2026-11", 11, 10, false));
            List<Future<Opened>> refused = new ArrayList<>();
            BlockedWriter writer = BlockedWriter.of(stores.database(), executor);
            AtomicInteger runs = new AtomicInteger();
            Future<Integer> other = executor.submit(() -> stores.database().write(handle -> runs.incrementAndGet()));
            refused.add(executor.submit(() -> stores.turns().open(opening(owner, tooMuch))));
            refused.add(executor.submit(() -> stores.turns().open(opening(owner, secondTooMuch))));
            // All of them have to wait by then, or they would not share a transaction.
            writer.release(3);

            assertThat(other.get()).isEqualTo(1);
            for (Future<Opened> each : refused) {
                assertThat(each.get()).isEqualTo(new Opened.BudgetExhausted());
            }
            assertThat(runs).hasValue(1);
            assertThat(stores.number("SELECT COUNT(*) FROM budgets")).isZero();
            assertThat(stores.number("SELECT COUNT(*) FROM budget_holds")).isZero();
        }
    }

    private static Opening opening(SubjectId owner, List<Hold> holds) {
        Instant at = Instant.parse("2026-11-22T10:00:00Z");
        return new Opening(
                UUID.randomUUID(),
                owner,
                null,
                null,
                null,
                null,
                holds,
                new AuditEvent(at, "gateway.opened", null, owner, Map.of()),
                at);
    }

    @Test
    void whatAStatementWasGivenIsNotInTheMessageOfItsFailure() {
        database.write(handle -> handle.execute("CREATE TABLE s (secret TEXT PRIMARY KEY)"));
        Database.Query<Integer> work = handle -> handle.createUpdate("INSERT INTO s VALUES (:s)")
                .bind("s", "correct horse battery staple")
                .execute();
        database.write(work);
        assertThatThrownBy(() -> database.write(work)).satisfies(failure -> {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("horse");
            }
        });
    }

    @Test
    void aUnitThatWritesInsideAUnitIsRefusedAtOnce() {
        assertThatThrownBy(() -> database.write(handle -> database.write(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void moreThanMayWaitIsRefused() throws Exception {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve("other.db"));
            try (GroupCommit commit = new GroupCommit(Jdbi.create(pool), pool::evictConnection, 2)) {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch release = new CountDownLatch(1);
                executor.execute(() -> commit.submit(handle -> {
                    begun.countDown();
                    return await(release);
                }));
                begun.await();
                AtomicInteger refused = new AtomicInteger();
                CountDownLatch someRefused = new CountDownLatch(3);
                List<Future<?>> waiting = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    waiting.add(executor.submit(() -> {
                        try {
                            commit.submit(handle -> 1);
                        } catch (StoreUnavailableException e) {
                            refused.incrementAndGet();
                            someRefused.countDown();
                        }
                    }));
                }
                someRefused.await();
                release.countDown();
                for (Future<?> each : waiting) {
                    each.get();
                }
                assertThat(refused).hasValue(3);
            }
        }
    }

    @Test
    @Timeout(10)
    void whatWaitsTooLongIsRefusedAndNeverDone() throws Exception {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve("other.db"));
            try (GroupCommit commit =
                    new GroupCommit(Jdbi.create(pool), pool::evictConnection, 10, Duration.ofMillis(100))) {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch release = new CountDownLatch(1);
                Future<Boolean> slow = executor.submit(() -> commit.submit(writer -> {
                    begun.countDown();
                    return await(release);
                }));
                begun.await();
                AtomicBoolean done = new AtomicBoolean();
                assertThatThrownBy(() -> commit.submit(writer -> done.compareAndSet(false, true)))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessage("the store did not answer in time");
                assertThatThrownBy(slow::get).hasCauseInstanceOf(StoreUnavailableException.class);
                release.countDown();
                commit.submit(writer -> 1);
                assertThat(done).isFalse();
            }
        }
    }

    @Test
    void closingFinishesWhatWaitsAndRefusesWhatComesLater() throws Exception {
        BlockedWriter release = blockTheWriter();
        List<Future<Integer>> waiting = new ArrayList<>();
        CountDownLatch handedIn = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            int n = i;
            waiting.add(executor.submit(() -> {
                handedIn.countDown();
                return database.write(handle -> insert(handle, n));
            }));
        }
        handedIn.await();
        Future<?> closing = executor.submit(database::close);
        release.release();
        closing.get();

        int stored = 0;
        for (Future<Integer> each : waiting) {
            try {
                stored += each.get();
            } catch (ExecutionException e) {
                // Came after the door was shut.
                assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
        assertThatThrownBy(() -> database.write(handle -> 1)).isInstanceOf(StoreUnavailableException.class);
        try (Database again = Database.sqlite(file)) {
            assertThat(count(again)).isEqualTo(stored);
        }
    }

    @Test
    void aDatabaseThatStaysBusyIsUnavailableAndThenWorksAgain() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> database.write(handle -> insert(handle, 1)))
                    .isInstanceOf(StoreUnavailableException.class);
            statement.execute("COMMIT");
        }
        database.write(handle -> insert(handle, 2));
        assertThat(count()).isEqualTo(1);
    }

    /// The driver's own `commit()` begins the next transaction at once; were it used, it would fail whenever
    /// another process takes the lock in that instant, after the work is stored. The rival snatches at each such
    /// instant.
    @Test
    void whatIsStoredIsNeverReportedAsFailedBecauseAnotherProcessTookTheLock() throws Exception {
        for (int i = 0; i < 200; i++) {
            int n = i;
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch snatching = new CountDownLatch(1);
            AtomicBoolean answered = new AtomicBoolean();
            Future<?> rival = executor.submit(() -> {
                try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                        Statement statement = other.createStatement()) {
                    statement.execute("PRAGMA busy_timeout = 0");
                    begun.await();
                    snatch(statement, snatching, answered);
                    while (!answered.get()) {
                        Thread.onSpinWait();
                    }
                }
                return true;
            });
            try {
                database.write(handle -> {
                    int rows = insert(handle, n);
                    begun.countDown();
                    await(snatching);
                    return rows;
                });
            } finally {
                answered.set(true);
            }
            rival.get();
        }
        assertThat(count()).isEqualTo(200);
    }

    /// Takes the write lock as soon as it is free, without a pause in between, unless the answer came first.
    private static void snatch(Statement statement, CountDownLatch snatching, AtomicBoolean answered) {
        while (!answered.get()) {
            try {
                statement.execute("BEGIN IMMEDIATE");
                return;
            } catch (SQLException e) {
                snatching.countDown();
            }
        }
    }

    @Test
    void aConnectionThatBreaksInAUnitIsReplacedAndTheWorkDoneOnce() {
        AtomicInteger runs = new AtomicInteger();
        try (Database postgres =
                Database.postgres(EmbeddedPostgresServer.database(EmbeddedPostgresServer.newDatabase()))) {
            postgres.write(handle -> handle.execute("CREATE TABLE t (n INTEGER)"));
            postgres.write(handle -> {
                insert(handle, 1);
                if (runs.incrementAndGet() == 1) {
                    handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }
                return true;
            });
            assertThat(runs).hasValue(2);
            assertThat(count(postgres)).isEqualTo(1);
        }
    }

    @Test
    void readersCannotWrite() {
        assertThatThrownBy(() -> database.read(handle -> insert(handle, 1)))
                .isInstanceOf(StoreUnavailableException.class);
        try (Database postgres =
                Database.postgres(EmbeddedPostgresServer.database(EmbeddedPostgresServer.newDatabase()))) {
            assertThatThrownBy(() -> postgres.read(handle -> handle.execute("CREATE TABLE t (n INTEGER)")))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    /// Holds the writing thread inside a unit until the latch opens.
    private BlockedWriter blockTheWriter() throws InterruptedException {
        return BlockedWriter.of(database, executor);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int insert(Handle handle, int n) {
        return handle.execute("INSERT INTO t VALUES (?)", n);
    }

    private int count() {
        return count(database);
    }

    private static int count(Database database) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM t")
                .mapTo(Integer.class)
                .one());
    }
}
