package eu.rempart.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Writes a comment into every stream that has been silent for a while: proxies keep it open, and a reader who has
/// left is noticed although nothing was being written. Thread-safe.
final class Heartbeats implements AutoCloseable {

    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Set<SseAnswerSink> sinks = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rempart-heartbeats").daemon().factory());

    Heartbeats() {
        // Never throws, so nobody has to look at the future.
        var _ = clock.scheduleWithFixedDelay(this::beat, 500, 500, TimeUnit.MILLISECONDS);
    }

    void add(SseAnswerSink sink) {
        sinks.add(sink);
    }

    void remove(SseAnswerSink sink) {
        sinks.remove(sink);
    }

    private void beat() {
        long now = System.nanoTime();
        for (SseAnswerSink sink : sinks) {
            if (now - sink.lastWriteNanos() > SILENCE_NANOS) {
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
