package eu.rempart.core.upstream;

import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.wire.Frame;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A circuit breaker: after five failures in a row the provider is left alone for 60 seconds, then three trial calls
/// decide. A call succeeds when its answer is whole. What says nothing about the provider, a request that was wrong, an
/// answer over our own bound or a client that left, counts neither way.
public final class Breaking implements Upstream {

    /// As long as a trial call may take at the very most, by the largest limit that can be configured.
    private static final Duration LOST = Duration.ofHours(1);

    private final Upstream upstream;
    private final String provider;
    private final CircuitBreaker breaker;
    private final AtomicLong changes = new AtomicLong();
    private volatile long changedAt;

    /// @param breaker may be shared with others who call the same provider
    public Breaking(Upstream upstream, String provider, CircuitBreaker breaker) {
        this.upstream = upstream;
        this.provider = provider;
        this.breaker = breaker;
        changedAt = breaker.getCurrentTimestamp();
        breaker.getEventPublisher().onStateTransition(_ -> {
            changedAt = breaker.getCurrentTimestamp();
            changes.incrementAndGet();
        });
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        if (!Breakers.acquire(breaker) && !(hasNewTrials() && Breakers.acquire(breaker))) {
            throw new ProviderException(provider, Kind.BREAKER_OPEN, untilTrial(), null);
        }
        Verdict verdict = new Verdict();
        boolean opened = false;
        try {
            Exchange exchange = upstream.open(request);
            opened = true;
            return new Watched(exchange, verdict);
        } catch (ProviderException e) {
            verdict.failed(e);
            throw e;
        } finally {
            if (!opened) {
                verdict.withheld();
            }
        }
    }

    /// Trial calls that nobody hears of any more must not keep the provider out for ever: then there are new ones.
    private boolean hasNewTrials() {
        if (breaker.getState() != CircuitBreaker.State.HALF_OPEN
                || sinceChange().compareTo(LOST) <= 0) {
            return false;
        }
        breaker.transitionToHalfOpenState();
        return true;
    }

    private Duration sinceChange() {
        return Duration.of(
                breaker.getCurrentTimestamp() - changedAt,
                breaker.getTimestampUnit().toChronoUnit());
    }

    /// How long nothing will be sent; null while trial calls are under way, which may end at any time.
    private @Nullable Duration untilTrial() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return null;
        }
        Duration pause = Duration.ofMillis(breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1));
        Duration since = sinceChange();
        return since.compareTo(pause) < 0 ? pause.minus(since) : null;
    }

    /// What one call says about the provider, told once.
    private final class Verdict {
        private final long start = breaker.getCurrentTimestamp();
        private final AtomicBoolean told = new AtomicBoolean();
        /// What began before the breaker changed says nothing about the provider now, and holds none of its permits.
        private final long change = changes.get();

        private void succeeded() {
            if (mayTell()) {
                breaker.onSuccess(duration(), breaker.getTimestampUnit());
            }
        }

        private void failed(ProviderException e) {
            switch (e.kind()) {
                case REJECTED, TOO_LARGE, CANCELLED, BREAKER_OPEN, BUSY -> withheld();
                case UNREACHABLE, TIMEOUT, UNAUTHORIZED, RATE_LIMITED, SERVER_ERROR, REDIRECTED, PROTOCOL -> {
                    if (mayTell()) {
                        breaker.onError(duration(), breaker.getTimestampUnit(), e);
                    }
                }
            }
        }

        private void withheld() {
            if (mayTell()) {
                breaker.releasePermission();
            }
        }

        private boolean mayTell() {
            return told.compareAndSet(false, true) && change == changes.get();
        }

        private long duration() {
            return Math.max(0, breaker.getCurrentTimestamp() - start);
        }
    }

    private record Watched(Exchange exchange, Verdict verdict) implements ForwardingExchange {
        @Override
        public @Nullable Frame next() throws ProviderException {
            try {
                return exchange.next();
            } catch (ProviderException e) {
                verdict.failed(e);
                throw e;
            }
        }

        @Override
        public void complete() {
            exchange.complete();
            verdict.succeeded();
        }

        @Override
        public void failed(ProviderException failure) {
            exchange.failed(failure);
            verdict.failed(failure);
        }

        @Override
        public void close() {
            exchange.close();
            verdict.withheld();
        }
    }
}
