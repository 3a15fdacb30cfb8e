package eu.rempart.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How often passwords may be tried: ten times in a quarter of an hour for one name from one address, sixty times for
/// one address, fifty times an hour for one name from everywhere. Right ones do not count.
///
/// The limit for a name from everywhere is wider, so that one stranger cannot lock a person out of their account. An
/// IPv6 address counts as its /64 network, which is what one customer has. Thread-safe; in memory.
public final class LoginLimiter {

    private static final Limit NAME_AND_ADDRESS = new Limit(10, Duration.ofMinutes(15));
    private static final Limit ADDRESS = new Limit(60, Duration.ofMinutes(15));
    private static final Limit NAME = new Limit(50, Duration.ofHours(1));
    private static final int ENTRIES = 200_000;

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(ENTRIES)
            .expireAfterAccess(Duration.ofHours(1))
            .build();
    private final TimeMeter meter;

    public LoginLimiter(InstantSource clock) {
        this.meter = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                Instant now = clock.instant();
                return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    /// Counts an attempt before it is made: parallel ones cannot all slip through.
    ///
    /// @param name null if what was typed cannot be a name
    /// @param clientAddress null if unknown
    Attempt attempt(@Nullable UserName name, @Nullable String clientAddress) {
        List<Bucket> taken = new ArrayList<>(3);
        String network = clientAddress == null ? null : network(clientAddress);
        Optional<Duration> wait = Optional.empty();
        if (network != null) {
            wait = take("a " + network, ADDRESS, taken);
        }
        if (wait.isEmpty() && name != null && network != null) {
            wait = take("b " + name.value() + " " + network, NAME_AND_ADDRESS, taken);
        }
        if (wait.isEmpty() && name != null) {
            wait = take("n " + name.value(), NAME, taken);
        }
        return wait.<Attempt>map(Attempt.Refused::new).orElseGet(() -> new Attempt.Allowed(List.copyOf(taken)));
    }

    private Optional<Duration> take(String key, Limit limit, List<Bucket> taken) {
        Bucket bucket = buckets.get(key, _ -> bucket(limit));
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            taken.add(bucket);
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(Limit limit) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.attempts()).refillGreedy(limit.attempts(), limit.per()))
                .withCustomTimePrecision(meter)
                .build();
    }

    private static String network(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address six) {
                return HexFormat.of().formatHex(six.getAddress(), 0, 8);
            }
            return address;
        } catch (IllegalArgumentException e) {
            // Not an address, a socket's path for example: it counts as it is.
            return address.length() > 64 ? address.substring(0, 64) : address;
        }
    }

    private record Limit(long attempts, Duration per) {}

    /// Whether a password may be tried.
    sealed interface Attempt {

        record Refused(Duration retryAfter) implements Attempt {}

        record Allowed(List<Bucket> taken) implements Attempt {

            /// The password was right, or was not checked at all: the attempt does not count.
            void giveBack() {
                taken.forEach(bucket -> bucket.addTokens(1));
            }
        }
    }
}
