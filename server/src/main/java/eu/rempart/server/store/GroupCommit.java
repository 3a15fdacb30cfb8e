package eu.rempart.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many callers, one transaction: whoever writes hands in a unit of work and waits; one thread runs all that is
/// waiting in a single transaction and answers them after the commit.
///
/// A sync to disk costs the same for one unit as for two hundred, so the more callers there are, the cheaper
/// each becomes; and SQLite's single writer is one thread by construction, never a pinned virtual one. A unit that
/// fails takes nothing else with it: then all of the batch are run again, each behind a savepoint.
final class GroupCommit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    static final int QUEUE = 10_000;
    private static final int BATCH = 256;
    private static final int ATTEMPTS = 3;

    /// A commit takes about 250 µs of CPU, most of it in the system's sync, whether for one unit or for ten: where
    /// so many came together just now, it is worth waiting for as many, so long at most, looking every so often.
    private static final int GATHER_FROM = 3;

    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long GATHER_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final long WAIT_SECONDS = 15;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Jdbi jdbi;
    private final Consumer<Connection> discard;
    private final BlockingQueue<Unit<?>> queue;
    private final Set<Unit<?>> waiting = ConcurrentHashMap.newKeySet();
    private final long patienceNanos;
    private final Unit<?> last = new Unit<@Nullable Void>(writer -> null);
    private final Thread thread;
    private @Nullable Writer writer;
    private volatile boolean closed;

    /// @param jdbi opens the writing connection
    /// @param discard makes sure that a connection in an unknown state is not used again
    /// @param capacity how many units may wait; one more is refused
    GroupCommit(Jdbi jdbi, Consumer<Connection> discard, int capacity) {
        this(jdbi, discard, capacity, Duration.ofSeconds(WAIT_SECONDS));
    }

    GroupCommit(Jdbi jdbi, Consumer<Connection> discard, int capacity, Duration patience) {
        this.jdbi = jdbi;
        this.patienceNanos = patience.toNanos();
        this.discard = discard;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofPlatform().name("rempart-commit").daemon().start(this::run);
        Thread.ofPlatform().name("rempart-commit-clock").daemon().start(this::watch);
    }

    <T extends @Nullable Object> T submit(Database.Work<T> work) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a unit of work must not hand in another one: it would wait for itself");
        }
        Unit<T> unit = new Unit<>(work);
        waiting.add(unit);
        try {
            if (closed || !queue.offer(unit)) {
                throw new StoreUnavailableException(closed ? "the store is closed" : "the store is overloaded");
            }
            if (closed && queue.remove(unit)) {
                throw new StoreUnavailableException("the store is closed");
            }
            return await(unit);
        } finally {
            waiting.remove(unit);
        }
    }

    /// How many units wait that no transaction has yet.
    int waiting() {
        return queue.size();
    }

    private static <T extends @Nullable Object> T await(Unit<T> unit) {
        try {
            return unit.done.get();
        } catch (InterruptedException e) {
            unit.done.cancel(false);
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while the store was writing", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new StoreUnavailableException("the store failed", e);
            }
        }
    }

    /// Ends what has waited too long. One clock for all: a timed wait of a virtual thread sets a timer for each,
    /// and wakes another thread twice.
    ///
    /// If the work has not begun it never will; if it has, its outcome is unknown and "unavailable" is the honest
    /// answer.
    private void watch() {
        while (!closed || !waiting.isEmpty()) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            for (Unit<?> unit : waiting) {
                if (now - unit.since > patienceNanos) {
                    unit.done.completeExceptionally(new StoreUnavailableException("the store did not answer in time"));
                }
            }
        }
    }

    private void run() {
        List<Unit<?>> batch = new ArrayList<>(BATCH);
        boolean more = true;
        int expected = 1;
        while (more) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                // Only close() ends this thread, after what is waiting.
                continue;
            }
            queue.drainTo(batch, BATCH - 1);
            if (expected >= GATHER_FROM) {
                gather(batch, expected);
            }
            // Half of what is not there any more is forgotten each time: after a burst nobody waits long.
            expected = Math.max(batch.size(), (expected + batch.size()) / 2);
            more = !batch.remove(last);
            commit(batch);
        }
        Writer open = writer;
        if (open != null) {
            open.close();
        }
    }

    /// Those who come a moment later share the commit. Who comes alone, or nearly so, does not wait.
    private void gather(List<Unit<?>> batch, int expected) {
        long begin = System.nanoTime();
        while (batch.size() < expected && !closed && System.nanoTime() - begin < GATHER_NANOS) {
            LockSupport.parkNanos(GATHER_LOOK_NANOS);
            queue.drainTo(batch, BATCH - batch.size());
        }
    }

    private void commit(List<Unit<?>> batch) {
        for (int attempt = 1; ; attempt++) {
            // Whoever stopped waiting must not find later that the work was done after all.
            batch.removeIf(unit -> unit.done.isDone());
            if (batch.isEmpty()) {
                return;
            }
            Attempt state = new Attempt(attempt == ATTEMPTS);
            try {
                transact(batch, state);
                return;
            } catch (Exception | Error e) {
                boolean nothingStored = Database.isTransient(e) || (!state.committing && Database.isConnectionLost(e));
                if (attempt < ATTEMPTS && nothingStored) {
                    continue;
                }
                log.atError().setCause(e).addKeyValue("units", batch.size()).log("a commit failed");
                StoreUnavailableException failure = new StoreUnavailableException("the store could not commit", e);
                batch.forEach(unit -> unit.done.completeExceptionally(failure));
                return;
            }
        }
    }

    private void transact(List<Unit<?>> batch, Attempt state) throws SQLException {
        Writer writer = writing();
        boolean clean = false;
        try {
            if (!together(batch, writer, state.last)) {
                writer.begin();
                for (Unit<?> unit : batch) {
                    unit.run(writer, state.last);
                }
            }
            writer.commit(() -> state.committing = true);
            clean = true;
        } finally {
            if (!clean) {
                discard(writer.connection());
            }
        }
        batch.forEach(Unit::complete);
    }

    /// Runs all units without savepoints, as nearly always goes well. False if one of them failed: then nothing is
    /// stored, and they are to be run again, each behind a savepoint. A failure that may pass when all of it is
    /// tried again is thrown, unless this was the last attempt.
    private static boolean together(List<Unit<?>> batch, Writer writer, boolean lastAttempt) throws SQLException {
        writer.begin();
        try {
            for (Unit<?> unit : batch) {
                unit.runBare(writer);
            }
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            if ((!lastAttempt && Database.isTransient(e)) || Database.isConnectionLost(e)) {
                throw e;
            }
            writer.rollback();
            return false;
        }
    }

    /// The connection stays open, and its statements prepared, until something goes wrong with it.
    private Writer writing() {
        Writer open = writer;
        if (open == null) {
            open = new Writer(jdbi.open());
            writer = open;
        }
        return open;
    }

    private void discard(Connection connection) {
        Writer open = writer;
        writer = null;
        try {
            // First of all: what closes a connection that is inside a transaction may commit it.
            connection.rollback();
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("a connection that is not used again could not be rolled back");
        }
        discard.accept(connection);
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                log.atDebug().setCause(e).log("a connection that is not used again did not close in good order");
            }
        }
    }

    /// Takes no more work, finishes what is waiting, and returns.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (queue.offer(last, WAIT_SECONDS, TimeUnit.SECONDS)) {
                thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Unit<?> left;
        while ((left = queue.poll()) != null) {
            left.done.completeExceptionally(new StoreUnavailableException("the store is closed"));
        }
    }

    private static final class Attempt {
        private final boolean last;
        private boolean committing;

        Attempt(boolean last) {
            this.last = last;
        }
    }

    private static final class Unit<T extends @Nullable Object> {
        private final Database.Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private final long since = System.nanoTime();
        private @Nullable T result;
        private @Nullable Throwable failure;

        Unit(Database.Work<T> work) {
            this.work = work;
        }

        void runBare(Writer writer) throws SQLException {
            failure = null;
            result = work.run(writer);
        }

        /// Runs behind a savepoint. A failure that may pass when the whole batch is tried again is thrown, unless
        /// it was the last attempt; any other is this unit's own.
        void run(Writer writer, boolean lastAttempt) throws SQLException {
            failure = null;
            Writer.Mark mark = writer.mark();
            try {
                result = work.run(writer);
            } catch (SQLException | RuntimeException | Error e) {
                if (!lastAttempt && Database.isTransient(e)) {
                    throw e;
                }
                try {
                    writer.rollbackTo(mark);
                } catch (SQLException broken) {
                    // The connection is gone, which is what the first failure says best.
                    e.addSuppressed(broken);
                    throw e;
                }
                failure = e;
            }
            writer.release(mark);
        }

        @SuppressWarnings("NullAway") // `result` is null only where T is nullable: run() has assigned it.
        void complete() {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(result);
            }
        }
    }
}
