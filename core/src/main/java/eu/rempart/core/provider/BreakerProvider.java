package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A provider behind a circuit breaker: after 5 failures in a row it is left alone for 60 seconds, then
/// 3 trial calls decide; if all of them fail, it is left alone again.
///
/// A call succeeds when its answer is complete, so a failure in the middle of a stream counts.
/// `REJECTED`, `TOO_LARGE` (the bound is ours) and `CANCELLED` say nothing about the provider and count neither way.
/// Thread-safe. Every stream must be closed: in trial, an open stream holds one of the 3 calls.
public final class BreakerProvider implements Provider {

    /// The breaker's states.
    public enum State {
        /// Calls go through.
        CLOSED,
        /// Calls are refused; stays so after the pause until somebody calls.
        OPEN,
        /// Trial calls are under way.
        HALF_OPEN
    }

    private final Provider provider;
    private final CircuitBreaker breaker;

    private BreakerProvider(Provider provider, CircuitBreaker breaker) {
        this.provider = provider;
        this.breaker = breaker;
    }

    /// Puts a closed breaker in front of a provider.
    ///
    /// @param clock measures the pause
    public static BreakerProvider wrap(Provider provider, Clock clock) {
        return wrap(provider, new Breakers(clock).of(provider.id()));
    }

    /// Puts a breaker in front of a provider that others may share.
    public static BreakerProvider wrap(Provider provider, CircuitBreaker breaker) {
        return new BreakerProvider(provider, breaker);
    }

    /// The breaker's present state.
    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public String displayName() {
        return provider.displayName();
    }

    @Override
    public String model() {
        return provider.model();
    }

    @Override
    public boolean external() {
        return provider.external();
    }

    /// As the wrapped provider does.
    ///
    /// @throws ProviderException also of kind `BREAKER_OPEN`; nothing was sent then
    @Override
    public ModelStream open(ModelRequest request) throws ProviderException {
        if (!Breakers.acquire(breaker)) {
            throw new ProviderException(id(), Kind.BREAKER_OPEN);
        }
        var verdict = new Verdict();
        try {
            return new Watched(provider.open(request), verdict);
        } catch (ProviderException e) {
            verdict.failed(e);
            throw e;
        } finally {
            verdict.releaseUnlessWatched();
        }
    }

    @Override
    public String toString() {
        return "BreakerProvider[" + provider + ", " + state() + "]";
    }

    /// What one call says about the provider, told to the breaker once.
    private final class Verdict {

        private final long start = breaker.getCurrentTimestamp();
        private final AtomicBoolean told = new AtomicBoolean();
        private boolean watched;

        private void watched() {
            watched = true;
        }

        /// For the exception that nobody expected: the permission must not be lost.
        private void releaseUnlessWatched() {
            if (!watched) {
                withheld();
            }
        }

        private void succeeded() {
            if (told.compareAndSet(false, true)) {
                breaker.onSuccess(duration(), breaker.getTimestampUnit());
            }
        }

        private void failed(ProviderException e) {
            switch (e.kind()) {
                case REJECTED, TOO_LARGE, CANCELLED, BREAKER_OPEN, BUSY -> withheld();
                case UNREACHABLE, TIMEOUT, UNAUTHORIZED, RATE_LIMITED, SERVER_ERROR, REDIRECTED, PROTOCOL -> {
                    if (told.compareAndSet(false, true)) {
                        breaker.onError(duration(), breaker.getTimestampUnit(), e);
                    }
                }
            }
        }

        private void withheld() {
            if (told.compareAndSet(false, true)) {
                breaker.releasePermission();
            }
        }

        private long duration() {
            return Math.max(0, breaker.getCurrentTimestamp() - start);
        }
    }

    private static final class Watched implements ModelStream {

        private final ModelStream stream;
        private final Verdict verdict;

        private Watched(ModelStream stream, Verdict verdict) {
            this.stream = stream;
            this.verdict = verdict;
            verdict.watched();
        }

        @Override
        public ModelEvent next() throws ProviderException {
            try {
                ModelEvent event = stream.next();
                if (event instanceof ModelEvent.Completed) {
                    verdict.succeeded();
                }
                return event;
            } catch (ProviderException e) {
                verdict.failed(e);
                throw e;
            }
        }

        @Override
        public @Nullable TokenUsage usage() {
            return stream.usage();
        }

        @Override
        public void close() {
            stream.close();
            verdict.withheld();
        }
    }
}
