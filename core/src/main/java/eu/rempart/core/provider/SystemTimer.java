package eu.rempart.core.provider;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One thread for the limits of all calls.
final class SystemTimer implements CallTimer, AutoCloseable {

    private static final long TICK_MILLIS = 100;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("upstream-timer").daemon().factory());

    SystemTimer() {
        executor.setRemoveOnCancelPolicy(true);
        // Whatever comes to stand first in the timer's queue wakes its thread. This always stands before the limits of
        // calls, so that no call does.
        var _ = executor.scheduleWithFixedDelay(() -> {}, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Future<?> after(long nanos, Runnable task) {
        return executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
