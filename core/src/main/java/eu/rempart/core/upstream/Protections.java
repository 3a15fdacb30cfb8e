package eu.rempart.core.upstream;

import eu.rempart.core.provider.CallTimer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// What stands around every call, from the inside out: the breaker, which sees every attempt, further attempts, a
/// hedge,
/// the limit.
///
/// @param breaker the provider's
/// @param timer starts the second call of a hedge
/// @param pause waits between attempts
/// @param random from 0 up to, not including, 1; for the jitter
public record Protections(CircuitBreaker breaker, CallTimer timer, Retrying.Pause pause, DoubleSupplier random) {

    /// That call with all of them, as the provider's declaration wants it.
    public Upstream around(Upstream call, ProviderSpec spec) {
        Upstream upstream = new Breaking(call, spec.id(), breaker);
        if (spec.retries() > 0) {
            upstream = new Retrying(upstream, spec.retries(), pause, random);
        }
        Duration hedge = spec.hedgeAfter();
        if (hedge != null) {
            upstream = new Hedged(upstream, spec.id(), hedge, timer);
        }
        return new Limited(upstream, spec.id(), spec.maxConcurrent());
    }
}
