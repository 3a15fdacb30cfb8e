package eu.rempart.server.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/// Holds the writing thread of a database inside a unit, so that what comes meanwhile is one batch.
public final class BlockedWriter {

    private final Database database;
    private final CountDownLatch release = new CountDownLatch(1);

    private BlockedWriter(Database database) {
        this.database = database;
    }

    /// Returns when the writing thread is held.
    public static BlockedWriter of(Database database, Executor executor) throws InterruptedException {
        BlockedWriter blocked = new BlockedWriter(database);
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> database.write(handle -> {
            begun.countDown();
            return blocked.await();
        }));
        begun.await();
        return blocked;
    }

    private boolean await() {
        try {
            release.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Lets the thread go on.
    public void release() {
        release.countDown();
    }

    /// Lets it go on once so many units wait: they share a transaction then.
    ///
    /// @throws AssertionError if they do not come
    public void release(int units) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (database.waitingWrites() < units) {
            if (System.nanoTime() > end) {
                throw new AssertionError(database.waitingWrites() + " of " + units + " units wait after 15 s");
            }
            Thread.onSpinWait();
        }
        release();
    }
}
