package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.answer;
import static eu.rempart.core.upstream.ScriptedUpstream.breaking;
import static eu.rempart.core.upstream.ScriptedUpstream.failure;
import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.rest;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static eu.rempart.core.upstream.ScriptedUpstream.word;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.VirtualTimer;
import eu.rempart.core.upstream.ManagedProvider.Failure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// All protections in the order in which the server puts them around a call: the breaker, further attempts, a hedge,
/// the limit, the switch.
@Timeout(20)
class ProtectionsTogetherTest {

    private final VirtualClock clock = new VirtualClock();
    private final VirtualTimer timer = new VirtualTimer();
    private final CircuitBreaker breaker = new Breakers(clock).of("p");
    private final ScriptedUpstream script = new ScriptedUpstream();

    private ManagedProvider managed(Upstream call, ProviderSpec spec) {
        Upstream upstream = new Protections(breaker, timer, clock::sleep, () -> 0.5).around(call, spec);
        return new ManagedProvider(spec, upstream, ProviderKeys.NONE, breaker, new AtomicBoolean(true), clock);
    }

    private ManagedProvider managed(int maxConcurrent, int retries) {
        return managed(script, Providers.limits(maxConcurrent, retries, null));
    }

    private int failed() {
        return breaker.getMetrics().getNumberOfFailedCalls();
    }

    private int succeeded() {
        return breaker.getMetrics().getNumberOfSuccessfulCalls();
    }

    @Test
    void anAnswerAtTheSecondAttemptIsOneCallThatSucceededAndTheBreakerSawBoth() throws ProviderException {
        ManagedProvider provider = managed(1, 1);
        script.then(failure(Kind.SERVER_ERROR), answer("a", "b"));
        assertThat(whole(provider.open(request()))).containsExactly("a", "b");
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(125));
        assertThat(failed()).isEqualTo(1);
        assertThat(succeeded()).isEqualTo(1);
        assertThat(provider.state().calls()).isEqualTo(1);
        assertThat(provider.state().failures()).isZero();
        assertThat(script.exchanges().getFirst().isCompleted()).isTrue();
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
    }

    @Test
    void theBreakerOpensBetweenTwoAttemptsAndTheNextIsNotSent() throws ProviderException {
        ManagedProvider provider = managed(1, 1);
        script.then(5, failure(Kind.UNREACHABLE));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.UNREACHABLE);
        Instant opened = clock.instant();
        assertThat(script.calls()).isEqualTo(5);
        assertThat(provider.state().breaker()).isEqualTo("open");
        assertThat(provider.state().failures()).isEqualTo(3);

        clock.pass(Duration.ofSeconds(59));
        int pauses = clock.pauses().size();
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(clock.pauses()).as("nobody waits for an open breaker").hasSize(pauses);
        assertThat(script.calls()).isEqualTo(5);
        assertThat(provider.state().failures()).isEqualTo(3);
        assertThat(provider.state().lastFailure()).isEqualTo(new Failure(Kind.UNREACHABLE, opened));

        clock.pass(Duration.ofMillis(1_001));
        script.then(3, answer("a"));
        for (int i = 0; i < 3; i++) {
            assertThat(whole(provider.open(request()))).containsExactly("a");
        }
        assertThat(provider.state().breaker()).isEqualTo("closed");
    }

    @Test
    void aRequestThatWasWrongIsSentOnceAndSaysNothing() {
        ManagedProvider provider = managed(1, 5);
        script.then(20, failure(Kind.REJECTED));
        for (int i = 0; i < 20; i++) {
            assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.REJECTED);
        }
        assertThat(script.calls()).isEqualTo(20);
        assertThat(failed()).isZero();
        assertThat(provider.state().breaker()).isEqualTo("closed");
    }

    @Test
    void oneMoreThanAllowedIsRefusedWithoutHarmToTheBreaker() throws ProviderException {
        ManagedProvider provider = managed(2, 1);
        script.then(3, answer("a"));
        Exchange first = provider.open(request());
        Exchange second = provider.open(request());
        for (int i = 0; i < 10; i++) {
            assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BUSY);
        }
        assertThat(script.calls()).isEqualTo(2);
        assertThat(clock.pauses()).isEmpty();
        assertThat(failed()).isZero();
        first.close();
        assertThat(whole(provider.open(request()))).containsExactly("a");
        second.close();
    }

    @Test
    void callsThatFailHoweverTheyDoLeaveNoPlaceTaken() throws ProviderException {
        ManagedProvider provider = managed(1, 1);
        script.then(failure(Kind.REJECTED), breaking(Kind.PROTOCOL), breaking(Kind.SERVER_ERROR))
                .then(failure(Kind.RATE_LIMITED, Duration.ofHours(1)), answer("a"));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.REJECTED);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.PROTOCOL);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.RATE_LIMITED);
        assertThat(whole(provider.open(request()))).containsExactly("a");
        assertThat(script.exchanges()).hasSize(3).allMatch(ScriptedUpstream.ScriptedExchange::isClosed);
        assertThat(failed()).isEqualTo(3);
    }

    @Test
    void anAnswerThatBreaksOffInTheMiddleIsNotAskedForAgain() throws ProviderException {
        ManagedProvider provider = managed(1, 5);
        script.then(breaking(Kind.SERVER_ERROR, "a", "b"), answer("c"));
        try (Exchange exchange = provider.open(request())) {
            assertThat(word(exchange.next())).isEqualTo("a");
            assertThat(kindOf(() -> rest(exchange))).isEqualTo(Kind.SERVER_ERROR);
            assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BUSY);
        }
        assertThat(script.calls()).isEqualTo(1);
        assertThat(failed()).isEqualTo(1);
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
        assertThat(whole(provider.open(request()))).containsExactly("c");
    }

    @Test
    void aClientThatLeavesFreesThePlaceAndCountsNeitherWay() throws ProviderException {
        ManagedProvider provider = managed(1, 1);
        script.then(3, answer("a", "b"));
        for (int i = 0; i < 3; i++) {
            try (Exchange exchange = provider.open(request())) {
                assertThat(word(exchange.next())).isEqualTo("a");
            }
        }
        assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
        assertThat(script.exchanges())
                .allMatch(ScriptedUpstream.ScriptedExchange::isClosed)
                .noneMatch(ScriptedUpstream.ScriptedExchange::isCompleted);
    }

    @Test
    void whatTheProviderSaysAboutWhenReachesWhoeverAsks() throws ProviderException {
        ManagedProvider provider = managed(1, 1);
        script.then(failure(Kind.RATE_LIMITED, Duration.ofSeconds(3)), answer("a"))
                .then(failure(Kind.RATE_LIMITED, Duration.ofSeconds(30)));
        assertThat(whole(provider.open(request()))).containsExactly("a");
        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(3));
        ProviderException failure = failureOf(() -> provider.open(request()));
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(script.calls()).isEqualTo(3);
    }

    @Test
    void switchedOffNothingIsSentThroughAnyOfThem() throws ProviderException {
        ManagedProvider provider = managed(1, 5);
        provider.setEnabled(false);
        for (int i = 0; i < 10; i++) {
            assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
        }
        assertThat(script.calls()).isZero();
        assertThat(clock.pauses()).isEmpty();
        provider.setEnabled(true);
        script.then(answer("a"));
        assertThat(whole(provider.open(request()))).containsExactly("a");
    }

    @Test
    void aHedgeTakesOnePlaceAndItsLoserCountsNeitherWay() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        script.then(2, answer("a", "b"));
        Upstream slowAtFirst = request -> {
            if (calls.incrementAndGet() > 1) {
                return script.open(request);
            }
            timer.pass(Duration.ofMillis(20));
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody opens this latch");
            } catch (InterruptedException _) {
                interrupted.countDown();
                throw new ProviderException("p", Kind.CANCELLED);
            }
        };
        ManagedProvider provider = managed(slowAtFirst, Providers.limits(1, 1, Duration.ofMillis(20)));
        try (Exchange exchange = provider.open(request())) {
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(calls).hasValue(2);
            assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BUSY);
            assertThat(rest(exchange)).containsExactly("a", "b");
            exchange.complete();
        }
        assertThat(succeeded()).isEqualTo(1);
        assertThat(failed()).isZero();
        assertThat(clock.pauses()).isEmpty();
        assertThat(provider.state().calls()).isEqualTo(2);
        provider.open(request()).close();
    }

    @Test
    void aHedgeWaitsForNobodyWhereTheFirstCallHasFailedForGood() {
        ManagedProvider provider = managed(script, Providers.limits(1, 2, Duration.ofHours(1)));
        script.then(3, failure(Kind.SERVER_ERROR));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.SERVER_ERROR);
        assertThat(script.calls()).isEqualTo(3);
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(125), Duration.ofMillis(250));
        assertThat(failed()).isEqualTo(3);
    }
}
