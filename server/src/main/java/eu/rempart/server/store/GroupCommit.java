package eu.rempart.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many callers, one transaction: whoever writes hands in a unit of work and waits; one thread runs all that is
/// waiting in a single transaction and answers them after the commit.
///
/// A sync to disk costs the same for one unit as for two hundred, so the more callers there are, the cheaper
/// each becomes; and SQLite's single writer is one thread by construction, never a pinned virtual one. Each unit
/// runs behind a savepoint: one that fails takes nothing else with it.
final class GroupCommit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private static final int QUEUE = 10_000;
    private static final int BATCH = 256;
    private static final int ATTEMPTS = 3;
    private static final long WAIT_SECONDS = 15;
    private static final String SAVEPOINT = "unit";

    private final Jdbi jdbi;
    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;

    GroupCommit(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.thread = Thread.ofPlatform().name("rempart-commit").daemon().start(this::run);
    }

    <T extends @Nullable Object> T submit(Database.Query<T> work) {
        Unit<T> unit = new Unit<>(work);
        if (closed || !queue.offer(unit)) {
            throw new StoreUnavailableException(closed ? "the store is closed" : "the store is overloaded");
        }
        try {
            return unit.done.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // If it has not begun it never will; if it has, its outcome is unknown and "unavailable" is the honest
            // answer.
            unit.done.cancel(false);
            throw new StoreUnavailableException("the store did not answer in time", e);
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

    private void run() {
        List<Unit<?>> batch = new ArrayList<>(BATCH);
        while (true) {
            batch.clear();
            try {
                Unit<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closed) {
                        return;
                    }
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
            } catch (InterruptedException e) {
                // Only close() ends this thread, after the queue is empty.
                continue;
            }
            commit(batch);
        }
    }

    private void commit(List<Unit<?>> batch) {
        batch.removeIf(unit -> unit.done.isDone());
        for (int attempt = 1; !batch.isEmpty(); attempt++) {
            try (Handle handle = jdbi.open()) {
                handle.begin();
                for (Unit<?> unit : batch) {
                    unit.run(handle);
                }
                handle.commit();
                batch.forEach(Unit::complete);
                return;
            } catch (RuntimeException | Error e) {
                if (attempt < ATTEMPTS && Database.isTransient(e)) {
                    continue;
                }
                log.atError()
                        .setCause(e)
                        .addKeyValue("units", batch.size())
                        .log("a commit failed; nothing of it is stored");
                StoreUnavailableException failure = new StoreUnavailableException("the store could not commit", e);
                batch.forEach(unit -> unit.done.completeExceptionally(failure));
                return;
            }
        }
    }

    /// Takes no more work, finishes what is waiting, and returns.
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Unit<?> left;
        while ((left = queue.poll()) != null) {
            left.done.completeExceptionally(new StoreUnavailableException("the store is closed"));
        }
    }

    private static final class Unit<T extends @Nullable Object> {
        private final Database.Query<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable RuntimeException failure;

        Unit(Database.Query<T> work) {
            this.work = work;
        }

        /// Runs behind a savepoint. A failure that may pass when the whole batch is tried again is thrown, any other is
        /// this unit's own.
        void run(Handle handle) {
            failure = null;
            handle.savepoint(SAVEPOINT);
            try {
                result = work.run(handle);
                handle.releaseSavepoint(SAVEPOINT);
            } catch (RuntimeException e) {
                if (Database.isTransient(e)) {
                    throw e;
                }
                handle.rollbackToSavepoint(SAVEPOINT);
                handle.releaseSavepoint(SAVEPOINT);
                failure = e;
            }
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
