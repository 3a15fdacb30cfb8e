package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Providers in the order of preference: one that fails before its first text is followed by the next.
/// Immutable and thread-safe.
public final class ProviderChain {

    private final List<Provider> providers;

    public ProviderChain(List<Provider> providers) {
        this.providers = List.copyOf(providers);
    }

    /// The providers, the preferred one first.
    public List<Provider> providers() {
        return providers;
    }

    /// Asks one provider after the other until one begins to answer, and waits for that: once this
    /// returns, something of the answer is there, and no other provider will be asked.
    ///
    /// @param allowed providers that policy permits for this request; the others are passed over
    ///     silently
    /// @param listener is told of every attempt, on the calling thread, once it has begun to answer
    ///     or
    ///     failed
    /// @return the stream, from its first event on; the caller owns it and must close it
    /// @throws ProviderException what the last attempt failed with; of kind `CANCELLED`, at once, if
    ///     the
    ///     thread was interrupted or the call cancelled; of kind `UNREACHABLE` if no provider was
    ///     allowed
    public Opened open(ModelRequest request, Predicate<Provider> allowed, AttemptListener listener)
            throws ProviderException {
        ProviderException last = new ProviderException("no provider", Kind.UNREACHABLE);
        for (Provider provider : providers) {
            if (!allowed.test(provider)) {
                continue;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new ProviderException(provider.id(), Kind.CANCELLED);
            }
            long start = System.nanoTime();
            ModelStream stream = null;
            Replay begun;
            try {
                stream = provider.open(request);
                begun = begin(stream);
            } catch (ProviderException e) {
                listener.attempted(attempt(provider, start, e, stream));
                if (e.kind() == Kind.CANCELLED) {
                    throw e;
                }
                last = e;
                continue;
            } catch (RuntimeException e) {
                // Broken, and perhaps only after it was asked.
                listener.attempted(
                        attempt(provider, start, new ProviderException(provider.id(), Kind.PROTOCOL), stream));
                throw e;
            }
            listener.attempted(attempt(provider, start, null, stream));
            return new Opened(provider, begun);
        }
        throw last;
    }

    private static Attempt attempt(
            Provider provider, long start, @Nullable ProviderException failure, @Nullable ModelStream stream) {
        var duration = Duration.ofNanos(System.nanoTime() - start);
        return new Attempt(provider, duration, failure, stream == null ? null : stream.usage());
    }

    private static Replay begin(ModelStream stream) throws ProviderException {
        boolean begun = false;
        try {
            var events = new ArrayDeque<ModelEvent>();
            ModelEvent event;
            do {
                event = stream.next();
                events.add(event);
            } while (event instanceof ModelEvent.Sources);
            begun = true;
            return new Replay(events, stream);
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }

    /// An answer that has begun.
    public record Opened(Provider provider, ModelStream stream) {}

    /// One provider asked.
    ///
    /// @param duration until the answer began, or failed
    /// @param failure null if the answer began
    /// @param told what the provider has said until then that it counted; null if nothing
    public record Attempt(
            Provider provider,
            Duration duration,
            @Nullable ProviderException failure,
            @Nullable TokenUsage told) {}

    /// Is told of attempts. Must not throw.
    @FunctionalInterface
    public interface AttemptListener {
        void attempted(Attempt attempt);
    }

    /// Gives the events that were already pulled, then the rest.
    private static final class Replay implements ModelStream {

        private final Queue<ModelEvent> pulled;
        private final ModelStream rest;
        private volatile boolean closed;

        private Replay(Queue<ModelEvent> pulled, ModelStream rest) {
            this.pulled = pulled;
            this.rest = rest;
        }

        @Override
        public ModelEvent next() throws ProviderException {
            ModelEvent event = closed ? null : pulled.poll();
            // A closed stream knows best what to say about being closed.
            return event == null ? rest.next() : event;
        }

        @Override
        public @Nullable TokenUsage usage() {
            return rest.usage();
        }

        @Override
        public void close() {
            closed = true;
            rest.close();
        }
    }
}
