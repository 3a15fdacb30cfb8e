package eu.rempart.core.provider;

import java.util.concurrent.Future;

/// The time of calls, and what happens at one. Real in the server, set by hand in tests. Thread-safe.
public interface CallTimer {

    /// As [System#nanoTime].
    long nanoTime();

    /// Runs that later, unless it is cancelled. It must not wait.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException if the timer is closed
    Future<?> after(long nanos, Runnable task);
}
