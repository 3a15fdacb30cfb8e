package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// A provider that answers what it was told to, one outcome a call.
final class ScriptedUpstream implements Upstream {

    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final List<ScriptedExchange> exchanges = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    /// What one call comes to.
    sealed interface Outcome {}

    private record Refused(ProviderException failure) implements Outcome {}

    private record Thrown(RuntimeException failure) implements Outcome {}

    private record Answered(List<String> words, @Nullable ProviderException failure) implements Outcome {}

    static Outcome answer(String... words) {
        return new Answered(List.of(words), null);
    }

    static Outcome failure(Kind kind) {
        return new Refused(new ProviderException("p", kind));
    }

    static Outcome failure(Kind kind, Duration retryAfter) {
        return new Refused(new ProviderException("p", kind, retryAfter, null));
    }

    /// Something that no provider's answer explains.
    static Outcome bug() {
        return new Thrown(new IllegalStateException("a bug"));
    }

    /// An answer that begins with these words and then breaks off.
    static Outcome breaking(Kind kind, String... words) {
        return new Answered(List.of(words), new ProviderException("p", kind));
    }

    ScriptedUpstream then(Outcome... next) {
        outcomes.addAll(List.of(next));
        return this;
    }

    ScriptedUpstream then(int times, Outcome outcome) {
        for (int i = 0; i < times; i++) {
            outcomes.add(outcome);
        }
        return this;
    }

    /// How often it was called.
    int calls() {
        return calls.get();
    }

    /// The answers it began, in their order.
    List<ScriptedExchange> exchanges() {
        return exchanges;
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        calls.incrementAndGet();
        Outcome outcome = outcomes.poll();
        if (outcome == null) {
            throw new AssertionError("a call that the script does not know");
        }
        return switch (outcome) {
            case Refused(ProviderException failure) -> throw failure;
            case Thrown(RuntimeException failure) -> throw failure;
            case Answered(List<String> words, ProviderException failure) -> {
                ScriptedExchange exchange = new ScriptedExchange(words, failure);
                exchanges.add(exchange);
                yield exchange;
            }
        };
    }

    static UpstreamRequest request() {
        return new UpstreamRequest(
                Operation.ANSWER, Dialect.CHAT, "m", Frame.DONE.data().deepCopy(), true);
    }

    /// Reads to the end, tells that the answer was whole, and closes.
    static List<String> whole(Exchange exchange) throws ProviderException {
        try (exchange) {
            List<String> words = rest(exchange);
            exchange.complete();
            return words;
        }
    }

    /// Reads to the end, and leaves it at that.
    static List<String> rest(Exchange exchange) throws ProviderException {
        List<String> words = new ArrayList<>();
        for (Frame frame = exchange.next(); frame != null; frame = exchange.next()) {
            words.add(word(frame));
        }
        return words;
    }

    static String word(@Nullable Frame frame) {
        return frame == null ? "" : String.valueOf(frame.event());
    }

    /// The failure that the call must end with.
    static ProviderException failureOf(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(ProviderException.class, call);
    }

    static Kind kindOf(ThrowingCallable call) {
        Throwable failure = Assertions.catchThrowable(call);
        if (failure instanceof ProviderException e) {
            return e.kind();
        }
        throw new AssertionError("no provider's failure", failure);
    }

    /// An answer that counts what is done to it.
    static final class ScriptedExchange implements Exchange {
        private final Queue<String> words;
        private final @Nullable ProviderException failure;
        private final AtomicInteger completed = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        ScriptedExchange(List<String> words, @Nullable ProviderException failure) {
            this.words = new ArrayDeque<>(words);
            this.failure = failure;
        }

        @Override
        public @Nullable Frame next() throws ProviderException {
            String word = words.poll();
            if (word != null) {
                return new Frame(word, Frame.DONE.data());
            }
            if (failure != null) {
                throw failure;
            }
            return null;
        }

        @Override
        public int requests() {
            return 1;
        }

        @Override
        public void complete() {
            completed.incrementAndGet();
        }

        @Override
        public void failed(ProviderException failure) {}

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        boolean isCompleted() {
            return completed.get() > 0;
        }

        boolean isClosed() {
            return closed.get() > 0;
        }
    }
}
