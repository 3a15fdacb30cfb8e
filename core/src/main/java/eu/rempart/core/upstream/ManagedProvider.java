package eu.rempart.core.upstream;

import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.Rejection;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.OnlyOpenAi;
import eu.rempart.core.wire.StatelessResponses;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A declared provider with everything around it, and how it is doing. Thread-safe.
public final class ManagedProvider implements Upstream {

    /// How much a new call counts in the mean latency.
    private static final double NEWEST = 0.1;

    private final ProviderSpec spec;
    private final Upstream upstream;
    private final ProviderKeys keys;
    private final CircuitBreaker breaker;
    private final AtomicBoolean enabled;
    private final InstantSource clock;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();
    private volatile double latencyMillis = Double.NaN;

    /// The newest failure.
    public record Failure(Kind kind, Instant at) {}

    /// How a provider is doing.
    ///
    /// @param breaker `closed`, `open` or `half_open`
    /// @param calls those that were let out, once they are answered or have failed
    /// @param latencyMillis until the answer began, a moving mean; NaN if nothing was asked yet
    public record State(
            boolean enabled,
            String breaker,
            long calls,
            long failures,
            double latencyMillis,
            @Nullable Failure lastFailure,
            boolean onSecondaryKey) {}

    /// @param upstream with all its protections but the switch
    /// @param enabled the switch, shared with whoever else calls this provider
    public ManagedProvider(
            ProviderSpec spec,
            Upstream upstream,
            ProviderKeys keys,
            CircuitBreaker breaker,
            AtomicBoolean enabled,
            InstantSource clock) {
        this.spec = spec;
        this.upstream = upstream;
        this.keys = keys;
        this.breaker = breaker;
        this.enabled = enabled;
        this.clock = clock;
    }

    public ProviderSpec spec() {
        return spec;
    }

    public boolean isEnabled() {
        return enabled.get();
    }

    /// Whether a call would be sent now, as far as can be told without making one.
    public boolean isCallable() {
        return enabled.get()
                && switch (breaker.getState()) {
                    case OPEN, FORCED_OPEN -> false;
                    case HALF_OPEN -> hasTrial();
                    case CLOSED, DISABLED, METRICS_ONLY -> true;
                };
    }

    /// Whether one of the trial calls is left; it is not used up.
    private boolean hasTrial() {
        if (!Breakers.acquire(breaker)) {
            return false;
        }
        breaker.releasePermission();
        return true;
    }

    /// The switch: off, nobody calls this provider; calls under way go on.
    public void setEnabled(boolean on) {
        enabled.set(on);
    }

    public ProviderKeys keys() {
        return keys;
    }

    public State state() {
        return new State(
                enabled.get(),
                breaker.getState().name().toLowerCase(Locale.ROOT),
                calls.get(),
                failures.get(),
                latencyMillis,
                last.get(),
                keys.isOnSecondary());
    }

    /// @throws eu.rempart.core.wire.UntranslatableException if it cannot be asked that
    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        if (!enabled.get()) {
            throw new ProviderException(spec.id(), Kind.BREAKER_OPEN);
        }
        if (request.dialect() == Dialect.RESPONSES) {
            StatelessResponses.refuse(request.body());
        }
        if (spec.kind() == ProviderKind.MISTRAL && request.operation() == Operation.ANSWER) {
            // It speaks the format, and not all of it. Here, because nothing has been asked yet.
            OnlyOpenAi.refuse(request.body());
        }
        long begun = System.nanoTime();
        try {
            Exchange exchange = Peeked.wait(upstream.open(request));
            calls.incrementAndGet();
            arrived(Duration.ofNanos(System.nanoTime() - begun));
            return exchange;
        } catch (ProviderException e) {
            // An open breaker lets nothing out: that is no call, and not what is wrong with the provider.
            if (e.kind() != Kind.BREAKER_OPEN) {
                calls.incrementAndGet();
                failed(e);
            }
            throw e;
        }
    }

    /// A failure that came later, in the middle of an answer. A request that was wrong is nothing against the provider.
    public void failed(ProviderException e) {
        if (e.kind() != Kind.CANCELLED
                && e.rejection().filter(Rejection::isTheClients).isEmpty()) {
            failures.incrementAndGet();
            last.set(new Failure(e.kind(), clock.instant()));
        }
    }

    private void arrived(Duration latency) {
        double millis = latency.toNanos() / 1e6;
        double before = latencyMillis;
        latencyMillis = Double.isNaN(before) ? millis : before + NEWEST * (millis - before);
    }
}
