package eu.rempart.core.upstream;

import eu.rempart.core.provider.CallTimer;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Where the first document of an answer is late, asks a second time beside the first call, and takes whichever answers
/// first. The other one is broken off. It costs money: off unless declared.
public final class Hedged implements Upstream {

    private final Upstream upstream;
    private final String provider;
    private final Duration after;
    private final CallTimer timer;

    public Hedged(Upstream upstream, String provider, Duration after, CallTimer timer) {
        this.upstream = upstream;
        this.provider = provider;
        this.after = after;
        this.timer = timer;
    }

    private record Outcome(
            @Nullable Exchange exchange, @Nullable ProviderException failure) {}

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        Race race = new Race();
        Future<?> second = timer.after(after.toNanos(), () -> race.start(request));
        try {
            race.start(request);
            Outcome outcome = race.outcomes.take();
            while (outcome.exchange() == null && race.isRunningAfterOne()) {
                outcome = race.outcomes.take();
            }
            Exchange winner = outcome.exchange();
            if (winner != null) {
                return new Won(winner, race.requests());
            }
            ProviderException failure = outcome.failure();
            throw (failure == null ? new ProviderException(provider, Kind.UNREACHABLE) : failure)
                    .after(race.requests());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ProviderException(provider, Kind.CANCELLED).after(race.requests());
        } finally {
            second.cancel(false);
            race.over();
        }
    }

    /// The answer that came first; the other one's question was read too.
    private record Won(Exchange exchange, int requests) implements ForwardingExchange {}

    /// Calls side by side, each on a thread of its own.
    private final class Race {
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final List<Thread> threads = new ArrayList<>(2);
        private int running;
        private int free;
        private boolean over;

        private synchronized void start(UpstreamRequest request) {
            if (over) {
                return;
            }
            running++;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    finished(new Outcome(Peeked.wait(upstream.open(request)), null));
                } catch (ProviderException e) {
                    finished(new Outcome(null, e));
                } catch (RuntimeException | Error _) {
                    // Whatever it is, somebody waits for an outcome. The provider may have had the request.
                    finished(new Outcome(null, new ProviderException(provider, Kind.UNREACHABLE).after(1)));
                }
            }));
        }

        /// One has failed: whether another one may still answer. If none does, none is started any more.
        private synchronized boolean isRunningAfterOne() {
            running--;
            over = running == 0;
            return !over;
        }

        /// How many of them had the question, as far as anybody knows.
        private synchronized int requests() {
            return threads.size() - free;
        }

        private synchronized void finished(Outcome outcome) {
            Exchange exchange = outcome.exchange();
            ProviderException failure = outcome.failure();
            if (failure != null && failure.requests() == 0) {
                free++;
            }
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
