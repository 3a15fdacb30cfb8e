package eu.rempart.core.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A timer on which time passes when a test says so.
public final class VirtualTimer implements CallTimer {

    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    private record Alarm(long at, FutureTask<?> task) {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized FutureTask<?> after(long nanos, Runnable task) {
        FutureTask<?> later = new FutureTask<>(task, null);
        alarms.add(new Alarm(now + nanos, later));
        return later;
    }

    /// How many alarms are set.
    public synchronized long waiting() {
        return alarms.stream().filter(alarm -> !alarm.task.isDone()).count();
    }

    /// Time passes, and what is due by then happens, in its order, each at its time.
    public void pass(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        for (@Nullable Alarm next = due(end); next != null; next = due(end)) {
            next.task.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized @Nullable Alarm due(long end) {
        @Nullable Alarm first = null;
        for (Alarm alarm : alarms) {
            if (alarm.at <= end && (first == null || alarm.at < first.at)) {
                first = alarm;
            }
        }
        if (first != null) {
            alarms.remove(first);
            now = Math.max(now, first.at);
        }
        return first;
    }
}
