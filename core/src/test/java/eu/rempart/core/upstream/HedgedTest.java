package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.VirtualTimer;
import eu.rempart.core.wire.Frame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HedgedTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofHours(1);
    /// So much passes while the first call is under way.
    private static final Duration PASSING = Duration.ofMinutes(1);

    private final VirtualTimer timer = new VirtualTimer();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch firstStarted = new CountDownLatch(1);
    private final CountDownLatch secondStarted = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    /// A hedge around a provider that treats the first call and the second one differently.
    private Hedged hedged(Duration after, Upstream first, Upstream second) {
        return new Hedged(
                request -> switch (calls.incrementAndGet()) {
                    case 1 -> {
                        firstStarted.countDown();
                        timer.pass(PASSING);
                        yield first.open(request);
                    }
                    case 2 -> {
                        secondStarted.countDown();
                        yield second.open(request);
                    }
                    default -> throw new AssertionError("a third call");
                },
                "p",
                after,
                timer);
    }

    private static Upstream failing(Kind kind) {
        return _ -> {
            throw new ProviderException("p", kind);
        };
    }

    private static Upstream unexpected() {
        return _ -> {
            throw new AssertionError("no second call was due");
        };
    }

    /// Answers only when it is broken off, as UpstreamHttp does: with a failure.
    private Upstream silent() {
        return _ -> {
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody opens this latch");
            } catch (InterruptedException _) {
                interrupted.countDown();
                throw new ProviderException("p", Kind.CANCELLED);
            }
        };
    }

    /// Waits for the latch, whatever anybody wants of its thread.
    private static void stubbornly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException _) {
                // Stubborn.
            }
        }
    }

    private static void assertOpens(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAnswerInTimeIsNotAskedForTwice() throws ProviderException {
        Answer answer = new Answer("first");
        Hedged hedged = hedged(NEVER, _ -> answer, unexpected());
        assertThat(whole(hedged.open(request()))).containsExactly("first");
        assertThat(calls).hasValue(1);
        assertThat(answer.completed.getCount()).isZero();
        assertThat(answer.closed.getCount()).isZero();
    }

    @Test
    void theSecondCallStartsOnlyAfterTheDelay() throws Exception {
        Answer answer = new Answer("first");
        CountDownLatch passed = new CountDownLatch(1);
        Hedged hedged = hedged(
                NEVER,
                _ -> {
                    passed.countDown();
                    stubbornly(release);
                    return answer;
                },
                silent());
        AtomicReference<List<String>> words = new AtomicReference<>(List.of());
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                words.set(whole(hedged.open(request())));
            } catch (ProviderException _) {
                words.set(List.of("failed"));
            }
        });
        assertOpens(firstStarted);
        assertOpens(passed);
        timer.pass(NEVER.minus(PASSING).minusMillis(1));
        assertThat(timer.waiting()).isEqualTo(1);
        timer.pass(Duration.ofMillis(1));
        assertOpens(secondStarted);
        release.countDown();
        caller.join();
        assertThat(words.get()).containsExactly("first");
    }

    @Test
    void theSecondCallMayAnswerFirstAndTheFirstIsBrokenOff() throws Exception {
        Answer answer = new Answer("second");
        Exchange exchange = hedged(SOON, silent(), _ -> answer).open(request());
        assertOpens(interrupted);
        assertThat(answer.closed.getCount()).as("the winner is not closed").isEqualTo(1);
        assertThat(whole(exchange)).containsExactly("second");
        assertThat(calls).hasValue(2);
    }

    @Test
    void theFirstCallMayStillAnswerFirstAndTheSecondIsBrokenOff() throws Exception {
        Answer answer = new Answer("first");
        Upstream late = _ -> {
            stubbornly(secondStarted);
            return answer;
        };
        Exchange exchange = hedged(SOON, late, silent()).open(request());
        assertOpens(interrupted);
        assertThat(whole(exchange)).containsExactly("first");
    }

    @Test
    void aLoserThatAnswersAllTheSameIsClosed() throws Exception {
        Answer late = new Answer("late");
        Hedged hedged = hedged(
                SOON,
                _ -> {
                    stubbornly(release);
                    return late;
                },
                _ -> new Answer("second"));
        Exchange exchange = hedged.open(request());
        assertThat(late.closed.getCount()).isEqualTo(1);
        release.countDown();
        assertOpens(late.closed);
        assertThat(late.completed.getCount()).isEqualTo(1);
        assertThat(whole(exchange)).containsExactly("second");
    }

    @Test
    void aLoserThatWasAcceptedButSaysNothingIsClosed() throws Exception {
        Answer mute = new Answer("mute") {
            @Override
            public @Nullable Frame next() throws ProviderException {
                try {
                    new CountDownLatch(1).await();
                    return null;
                } catch (InterruptedException _) {
                    throw new ProviderException("p", Kind.CANCELLED);
                }
            }
        };
        Exchange exchange = hedged(SOON, _ -> mute, _ -> new Answer("second")).open(request());
        assertOpens(mute.closed);
        assertThat(whole(exchange)).containsExactly("second");
    }

    @Test
    void whereTheFirstFailsLateTheSecondIsWaitedFor() throws ProviderException {
        Upstream first = _ -> {
            stubbornly(secondStarted);
            release.countDown();
            throw new ProviderException("p", Kind.TIMEOUT);
        };
        Upstream second = _ -> {
            stubbornly(release);
            return new Answer("second");
        };
        assertThat(whole(hedged(SOON, first, second).open(request()))).containsExactly("second");
    }

    @Test
    void whereTheSecondFailsTheFirstIsWaitedFor() throws ProviderException {
        Upstream first = _ -> {
            stubbornly(secondStarted);
            return new Answer("first");
        };
        assertThat(whole(hedged(SOON, first, failing(Kind.SERVER_ERROR)).open(request())))
                .containsExactly("first");
    }

    @Test
    void whereBothFailTheLastFailureIsGiven() {
        AtomicReference<@Nullable Thread> second = new AtomicReference<>();
        Upstream slow = _ -> {
            stubbornly(release);
            joined(second.get());
            throw new ProviderException("p", Kind.TIMEOUT);
        };
        Upstream quick = _ -> {
            second.set(Thread.currentThread());
            release.countDown();
            throw new ProviderException("p", Kind.SERVER_ERROR);
        };
        Hedged hedged = hedged(SOON, slow, quick);
        assertThat(kindOf(() -> hedged.open(request()))).isEqualTo(Kind.TIMEOUT);
        assertThat(calls).hasValue(2);
    }

    @Test
    void whereBothFailEachThatMayCostCounts() {
        assertThat(requestsWhereBothFail(Kind.TIMEOUT, Kind.PROTOCOL)).isEqualTo(2);
    }

    @Test
    void aFailureThatIsFreeDoesNotMakeTheOtherFree() {
        assertThat(requestsWhereBothFail(Kind.SERVER_ERROR, Kind.TIMEOUT)).isEqualTo(1);
        calls.set(0);
        assertThat(requestsWhereBothFail(Kind.TIMEOUT, Kind.SERVER_ERROR)).isEqualTo(1);
    }

    @Test
    void whereBothFailAndNeitherMayCostNothingDoes() {
        assertThat(requestsWhereBothFail(Kind.SERVER_ERROR, Kind.RATE_LIMITED)).isZero();
    }

    /// The first call fails after the second.
    private int requestsWhereBothFail(Kind first, Kind second) {
        AtomicReference<@Nullable Thread> quick = new AtomicReference<>();
        CountDownLatch failed = new CountDownLatch(1);
        Hedged hedged = hedged(
                SOON,
                _ -> {
                    stubbornly(failed);
                    joined(quick.get());
                    throw new ProviderException("p", first);
                },
                _ -> {
                    quick.set(Thread.currentThread());
                    failed.countDown();
                    throw new ProviderException("p", second);
                });
        ProviderException failure = failureOf(() -> hedged.open(request()));
        assertThat(failure.kind()).isEqualTo(first);
        assertThat(failure).hasMessage("p: " + first);
        return failure.requests();
    }

    @Test
    void whoLeavesWhileTwoAreAskedHasAskedTwice() throws Exception {
        Hedged hedged = hedged(SOON, silent(), silent());
        AtomicReference<@Nullable ProviderException> failure = new AtomicReference<>();
        Thread caller = Thread.startVirtualThread(() -> failure.set(failureOf(() -> hedged.open(request()))));
        assertOpens(secondStarted);
        caller.interrupt();
        caller.join();
        assertThat(failure.get())
                .isNotNull()
                .returns(Kind.CANCELLED, ProviderException::kind)
                .returns(2, ProviderException::requests);
    }

    private static void joined(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFirstCallThatFailsWaitsForNobody() {
        Hedged hedged = hedged(NEVER, failing(Kind.UNREACHABLE), unexpected());
        assertThat(kindOf(() -> hedged.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsFirstDocumentIsAFailureAndClosed() {
        Answer broken = new Answer("never") {
            @Override
            public @Nullable Frame next() throws ProviderException {
                throw new ProviderException("p", Kind.PROTOCOL);
            }
        };
        Hedged hedged = hedged(NEVER, _ -> broken, unexpected());
        assertThat(kindOf(() -> hedged.open(request()))).isEqualTo(Kind.PROTOCOL);
        assertThat(broken.closed.getCount()).isZero();
    }

    @Test
    void aBugInACallIsAFailureLikeOthers() {
        Hedged hedged = hedged(
                NEVER,
                _ -> {
                    throw new IllegalStateException("a bug");
                },
                unexpected());
        assertThat(kindOf(() -> hedged.open(request()))).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void anErrorInACallLetsNobodyWaitForEver() throws Exception {
        Hedged hedged = hedged(
                SOON,
                _ -> {
                    throw new StackOverflowError("made for a test");
                },
                failing(Kind.SERVER_ERROR));
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                hedged.open(request()).close();
            } catch (ProviderException | StackOverflowError _) {
                // Either says that the call is over.
            }
            ended.countDown();
        });
        boolean over = ended.await(2, TimeUnit.SECONDS);
        caller.interrupt();
        assertThat(over).isTrue();
    }

    @Test
    void aCallerThatIsInterruptedLeavesAndBreaksTheCallsOff() throws Exception {
        Hedged hedged = hedged(NEVER, silent(), unexpected());
        AtomicReference<@Nullable Kind> kind = new AtomicReference<>();
        CountDownLatch flagged = new CountDownLatch(1);
        Thread caller = Thread.startVirtualThread(() -> {
            kind.set(kindOf(() -> hedged.open(request())));
            if (Thread.currentThread().isInterrupted()) {
                flagged.countDown();
            }
        });
        assertOpens(firstStarted);
        caller.interrupt();
        caller.join();
        assertThat(kind).hasValue(Kind.CANCELLED);
        assertThat(flagged.getCount()).as("still interrupted").isZero();
        assertOpens(interrupted);
    }

    /// One word.
    private static class Answer implements Exchange {
        private final CountDownLatch closed = new CountDownLatch(1);
        private final CountDownLatch completed = new CountDownLatch(1);
        private @Nullable String word;

        Answer(String word) {
            this.word = word;
        }

        @Override
        public @Nullable Frame next() throws ProviderException {
            String given = word;
            word = null;
            return given == null ? null : new Frame(given, Frame.DONE.data());
        }

        @Override
        public int requests() {
            return 1;
        }

        @Override
        public void complete() {
            completed.countDown();
        }

        @Override
        public void failed(ProviderException failure) {}

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
