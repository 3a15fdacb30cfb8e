package eu.rempart.core.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Rate limits within this process. Thread-safe, does not block on anything but itself.
///
/// A request names all the limits that apply to it, each with whom it counts for. They are checked and taken in one
/// step: a request that one limit refuses costs nothing under the others, and two requests never share the last
/// permit. A bucket is filled up again at the end of its window, not drop by drop, so that "ten a minute" is ten.
public final class RateLimits {

    /// Enough for every address that one process can serve in an hour; beyond it the longest idle are forgotten.
    private static final int MOST_BUCKETS = 200_000;

    private final LoadingCache<Claim, Bucket> buckets;
    private final ReentrantLock lock = new ReentrantLock();

    public RateLimits(InstantSource clock) {
        TimeMeter meter = new ClockMeter(clock);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(Duration.ofHours(2))
                // Its upkeep takes a microsecond now and then; to wake another thread for it costs more.
                .executor(Runnable::run)
                .build(claim -> bucket(claim.limit(), meter));
    }

    /// One limit, and for whom it counts.
    public record Claim(RateLimit limit, String holder) {}

    /// What is left after a request was admitted or refused, under the limit with the least left.
    ///
    /// @param remaining permits left in the window
    /// @param reset until the window ends
    public record Standing(RateLimit limit, long remaining, Duration reset) {}

    /// Whether a request may go on.
    public sealed interface Verdict {

        Standing standing();

        record Admitted(Standing standing) implements Verdict {}

        /// Refused by at least one limit: nothing was taken from any.
        ///
        /// @param standing of the limit that refuses the longest; its `reset` says when to try again
        record Refused(Standing standing) implements Verdict {}
    }

    /// Takes one permit from each of the claims, or none from any.
    ///
    /// @param claims at least one
    public Verdict take(List<Claim> claims) {
        lock.lock();
        try {
            List<Standing> refusals = new ArrayList<>(0);
            for (Claim claim : claims) {
                EstimationProbe probe = buckets.get(claim).estimateAbilityToConsume(1);
                if (!probe.canBeConsumed()) {
                    refusals.add(new Standing(claim.limit(), 0, Duration.ofNanos(probe.getNanosToWaitForRefill())));
                }
            }
            if (!refusals.isEmpty()) {
                return new Verdict.Refused(refusals.stream()
                        .max(Comparator.comparing(Standing::reset))
                        .orElseThrow());
            }
            List<Standing> standings = new ArrayList<>(claims.size());
            for (Claim claim : claims) {
                ConsumptionProbe probe = buckets.get(claim).tryConsumeAndReturnRemaining(1);
                standings.add(new Standing(
                        claim.limit(), probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForReset())));
            }
            return new Verdict.Admitted(standings.stream()
                    .min(Comparator.comparingLong(Standing::remaining))
                    .orElseThrow());
        } finally {
            lock.unlock();
        }
    }

    private static Bucket bucket(RateLimit limit, TimeMeter meter) {
        return Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.permits()).refillIntervally(limit.permits(), limit.window()))
                .withCustomTimePrecision(meter)
                .build();
    }

    private record ClockMeter(InstantSource clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
