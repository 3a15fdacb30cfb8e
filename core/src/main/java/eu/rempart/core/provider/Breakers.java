package eu.rempart.core.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One circuit breaker for each provider, whoever calls it: after 5 failures in a row it is left alone for 60 seconds,
/// then 3 trial calls decide. Thread-safe.
public final class Breakers {

    private static final int FAILURES = 5;
    private static final int TRIALS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final Map<String, CircuitBreaker> byProvider = new ConcurrentHashMap<>();
    private final CircuitBreakerConfig config;

    /// @param clock measures the pause
    public Breakers(Clock clock) {
        config = CircuitBreakerConfig.custom()
                // All of the last five calls failed: five failures in a row.
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(FAILURES)
                .minimumNumberOfCalls(FAILURES)
                .failureRateThreshold(100)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build();
    }

    /// Whether a call may be made; whoever may has to tell how it went, or to give the permission back. One after the
    /// other: the one whose asking ends the pause has told everybody so before anybody else has a trial call.
    public static boolean acquire(CircuitBreaker breaker) {
        synchronized (breaker) {
            return breaker.tryAcquirePermission();
        }
    }

    /// The breaker of that provider; the same one every time.
    public CircuitBreaker of(String provider) {
        return byProvider.computeIfAbsent(provider, id -> CircuitBreaker.of(id, config));
    }
}
