package eu.rempart.bench.gateway;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one round counted.
final class Tally {
    private static final int KEPT = 4_000_000;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final long[] nanos = new long[KEPT];

    void succeeded(long latencyNanos, int eventCount) {
        int number = requests.getAndIncrement();
        if (number < KEPT) {
            nanos[number] = latencyNanos;
        }
        events.addAndGet(eventCount);
    }

    void failed(Exception problem) {
        failed.incrementAndGet();
        failure.compareAndSet(null, problem.toString());
    }

    /// What went wrong first.
    @Nullable
    String failure() {
        return failure.get();
    }

    /// Everything as one line of JSON.
    String json(double seconds, double cpuSeconds) {
        int count = Math.min(requests.get(), KEPT);
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "{\"requests\":%d,\"failed\":%d,\"seconds\":%.3f,\"events\":%d,\"p50\":%d,\"p99\":%d,\"cpu\":%.2f}",
                requests.get(),
                failed.get(),
                seconds,
                events.get(),
                micros(sorted, 0.50),
                micros(sorted, 0.99),
                cpuSeconds);
    }

    private static long micros(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int place = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(place, 0, sorted.length - 1)] / 1000;
    }
}
