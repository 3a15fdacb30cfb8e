package eu.rempart.core.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// A clock on which waiting takes no time, and which remembers every wait.
final class VirtualClock extends Clock {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T10:00:00Z"));
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /// Waits, as [Retrying.Pause] has it.
    void sleep(Duration duration) {
        pauses.add(duration);
        pass(duration);
    }

    /// Time passes without anybody having waited.
    void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    List<Duration> pauses() {
        return pauses;
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("UTC only");
    }
}
