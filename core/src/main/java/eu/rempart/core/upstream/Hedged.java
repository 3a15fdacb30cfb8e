package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where the first document of an answer is late, asks a second time beside the first call, and takes whichever answers
/// first. The other one is broken off. It costs money: off unless declared.
public final class Hedged implements Upstream {

    private final Upstream upstream;
    private final String provider;
    private final Duration after;

    public Hedged(Upstream upstream, String provider, Duration after) {
        this.upstream = upstream;
        this.provider = provider;
        this.after = after;
    }

    private record Outcome(
            @Nullable Exchange exchange, @Nullable ProviderException failure) {}

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        Race race = new Race();
        race.start(request);
        try {
            Outcome first = race.outcomes.poll(after.toNanos(), TimeUnit.NANOSECONDS);
            int running = 1;
            int requests = 1;
            if (first == null) {
                race.start(request);
                running = 2;
                requests = 2;
                first = race.outcomes.take();
            }
            running--;
            while (first.exchange() == null && running > 0) {
                first = race.outcomes.take();
                running--;
            }
            Exchange winner = first.exchange();
            if (winner != null) {
                return new Won(winner, requests);
            }
            ProviderException failure = first.failure();
            throw failure == null ? new ProviderException(provider, Kind.UNREACHABLE) : failure;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ProviderException(provider, Kind.CANCELLED);
        } finally {
            race.over();
        }
    }

    /// The answer that came first; the other one's question was read too.
    private record Won(Exchange exchange, int requests) implements Exchange {
        @Override
        public @Nullable Frame next() throws ProviderException {
            return exchange.next();
        }

        @Override
        public void complete() {
            exchange.complete();
        }

        @Override
        public void close() {
            exchange.close();
        }
    }

    /// Calls side by side, each on a thread of its own.
    private final class Race {
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final List<Thread> threads = new ArrayList<>(2);
        private boolean over;

        private void start(UpstreamRequest request) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    finished(new Outcome(Peeked.wait(upstream.open(request)), null));
                } catch (ProviderException e) {
                    finished(new Outcome(null, e));
                } catch (RuntimeException | Error _) {
                    // Whatever it is, somebody waits for an outcome.
                    finished(new Outcome(null, new ProviderException(provider, Kind.UNREACHABLE)));
                }
            }));
        }

        private synchronized void finished(Outcome outcome) {
            Exchange exchange = outcome.exchange();
            if (over && exchange != null) {
                exchange.close();
            } else {
                outcomes.add(outcome);
            }
        }

        /// The winner has been taken: whatever else answers, or answered, is broken off.
        private synchronized void over() {
            over = true;
            threads.forEach(Thread::interrupt);
            for (Outcome late = outcomes.poll(); late != null; late = outcomes.poll()) {
                Exchange exchange = late.exchange();
                if (exchange != null) {
                    exchange.close();
                }
            }
        }
    }
}
