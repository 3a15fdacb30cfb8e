package eu.rempart.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Writes a comment into every stream that has been silent for a while: proxies keep it open, and a reader who has
/// left is noticed although nothing was being written. Thread-safe.
final class Heartbeats implements AutoCloseable {

    private final Set<Beating> sinks = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rempart-heartbeats").daemon().factory());

    /// A stream that is kept alive.
    interface Beating {
        /// After how long without a word a comment is written, in nanoseconds.
        long silenceNanos();

        /// When something was last written, on [System#nanoTime]'s clock.
        long lastWriteNanos();

        /// Writes a comment, unless an event is being written right now.
        void beat();
    }

    Heartbeats() {
        // Never throws, so nobody has to look at the future.
        var _ = clock.scheduleWithFixedDelay(this::beat, 500, 500, TimeUnit.MILLISECONDS);
    }

    void add(Beating sink) {
        sinks.add(sink);
    }

    void remove(Beating sink) {
        sinks.remove(sink);
    }

    private void beat() {
        long now = System.nanoTime();
        for (Beating sink : sinks) {
            if (now - sink.lastWriteNanos() > sink.silenceNanos()) {
                // A reader who does not read blocks his own thread, not everybody's clock.
                Thread.ofVirtual().name("rempart-heartbeat").start(sink::beat);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
