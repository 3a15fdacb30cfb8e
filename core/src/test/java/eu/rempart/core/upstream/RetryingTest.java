package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.answer;
import static eu.rempart.core.upstream.ScriptedUpstream.breaking;
import static eu.rempart.core.upstream.ScriptedUpstream.bug;
import static eu.rempart.core.upstream.ScriptedUpstream.failure;
import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static eu.rempart.core.upstream.ScriptedUpstream.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.upstream.ScriptedUpstream.ScriptedExchange;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RetryingTest {

    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedUpstream script = new ScriptedUpstream();

    private Retrying retrying(int retries, DoubleSupplier random) {
        return new Retrying(script, retries, clock::sleep, random);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "SERVER_ERROR", "RATE_LIMITED"})
    void aFailureThatMayPassIsTriedAgain(Kind kind) throws ProviderException {
        script.then(failure(kind), answer("a", "b"));
        assertThat(whole(retrying(1, () -> 0.5).open(request()))).containsExactly("a", "b");
        assertThat(script.calls()).isEqualTo(2);
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(125));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"UNREACHABLE", "SERVER_ERROR", "RATE_LIMITED"})
    void aFailureThatStaysIsFinalAtOnce(Kind kind) {
        script.then(failure(kind, Duration.ofSeconds(1)));
        Retrying retrying = retrying(3, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(kind);
        assertThat(script.calls()).isEqualTo(1);
        assertThat(clock.pauses()).isEmpty();
    }

    /// The pause is 125 ms: what comes after it comes too late.
    @Test
    void whatWouldComeTooLateIsNotTried() throws ProviderException {
        UpstreamRequest request = request();
        UpstreamRequest hurried = new UpstreamRequest(
                request.operation(),
                request.dialect(),
                request.model(),
                request.body(),
                request.streamed(),
                Map.of(),
                Deadline.after(Duration.ofMillis(100)));
        script.then(failure(Kind.SERVER_ERROR));
        Retrying retrying = retrying(1, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(hurried))).isEqualTo(Kind.SERVER_ERROR);
        assertThat(script.calls()).isEqualTo(1);
        script.then(failure(Kind.SERVER_ERROR), answer("a"));
        assertThat(whole(retrying.open(hurried.within(Deadline.after(Duration.ofMinutes(1))))))
                .containsExactly("a");
    }

    @Test
    void whereEveryAttemptFailsTheLastFailureIsGiven() {
        script.then(failure(Kind.UNREACHABLE), failure(Kind.RATE_LIMITED), failure(Kind.SERVER_ERROR));
        Retrying retrying = retrying(2, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.SERVER_ERROR);
        assertThat(script.calls()).isEqualTo(3);
        assertThat(clock.pauses()).hasSize(2);
    }

    @Test
    void aBreakerThatOpensInBetweenDoesNotHideWhatOpenedIt() {
        script.then(failure(Kind.SERVER_ERROR), failure(Kind.BREAKER_OPEN));
        Retrying retrying = retrying(2, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.SERVER_ERROR);
        assertThat(script.calls()).isEqualTo(2);
    }

    @Test
    void aFailureThatStaysEndsTheAttemptsAmongOthersThatPass() {
        script.then(failure(Kind.UNREACHABLE), failure(Kind.REJECTED));
        Retrying retrying = retrying(5, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.REJECTED);
        assertThat(script.calls()).isEqualTo(2);
    }

    @Test
    void withoutRetriesThereIsOneAttempt() {
        script.then(failure(Kind.UNREACHABLE));
        Retrying retrying = retrying(0, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(script.calls()).isEqualTo(1);
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsFirstDocumentIsTriedAgainAndClosed() throws ProviderException {
        script.then(breaking(Kind.SERVER_ERROR), answer("a"));
        assertThat(whole(retrying(1, () -> 0.5).open(request()))).containsExactly("a");
        assertThat(script.exchanges())
                .extracting(ScriptedExchange::isClosed)
                .as("both were given back")
                .containsExactly(true, true);
        assertThat(script.exchanges()).extracting(ScriptedExchange::isCompleted).containsExactly(false, true);
    }

    @Test
    void nothingIsTriedAgainOnceTheFirstDocumentIsThere() throws ProviderException {
        script.then(breaking(Kind.SERVER_ERROR, "a"), answer("never"));
        try (Exchange exchange = retrying(3, () -> 0.5).open(request())) {
            assertThat(word(exchange.next())).isEqualTo("a");
            assertThat(kindOf(exchange::next)).isEqualTo(Kind.SERVER_ERROR);
        }
        assertThat(script.calls()).isEqualTo(1);
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void anAnswerWithoutDocumentsIsAnAnswer() throws ProviderException {
        script.then(answer());
        assertThat(whole(retrying(3, () -> 0.5).open(request()))).isEmpty();
        assertThat(script.calls()).isEqualTo(1);
    }

    @Test
    void thePausesGrowByTwo() {
        script.then(6, failure(Kind.UNREACHABLE));
        Retrying retrying = retrying(5, () -> 0.5);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(clock.pauses())
                .containsExactly(
                        Duration.ofMillis(125),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofMillis(1_000),
                        Duration.ofMillis(2_000));
    }

    @Test
    void aPauseMayBeNone() {
        script.then(4, failure(Kind.UNREACHABLE));
        Retrying retrying = retrying(3, () -> 0);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(clock.pauses()).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void aPauseNeverReachesItsBoundAndNoneOfFiveEndsTheAttempts() {
        script.then(6, failure(Kind.UNREACHABLE));
        Retrying retrying = retrying(5, () -> ALMOST_ONE);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(script.calls()).isEqualTo(6);
        for (int i = 0; i < 5; i++) {
            Duration bound = Duration.ofMillis(250L << i);
            assertThat(clock.pauses().get(i)).isLessThan(bound).isGreaterThan(bound.minusMillis(1));
        }
    }

    @Test
    void everyPauseIsDrawnAnew() {
        script.then(4, failure(Kind.UNREACHABLE));
        Iterator<Double> drawn = List.of(0.2, 0.8, 0.0).iterator();
        Retrying retrying = retrying(3, drawn::next);
        assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.UNREACHABLE);
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ZERO);
    }

    @Test
    void whenTheProviderSaysWhenThatIsKeptToAndNeitherDrawnNorDoubled() throws ProviderException {
        script.then(2, failure(Kind.RATE_LIMITED, Duration.ofSeconds(2)))
                .then(failure(Kind.SERVER_ERROR, Duration.ZERO))
                .then(failure(Kind.SERVER_ERROR, Duration.ofSeconds(5)))
                .then(answer("a"));
        DoubleSupplier none = () -> {
            throw new AssertionError("nothing to draw");
        };
        assertThat(whole(retrying(4, none).open(request()))).containsExactly("a");
        assertThat(clock.pauses())
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void whatNobodyWaitsForIsFinalAtOnceAndStillSaysWhen() {
        Duration tooLong = Duration.ofSeconds(5).plusMillis(1);
        script.then(failure(Kind.RATE_LIMITED, tooLong));
        Retrying retrying = retrying(3, () -> 0.5);
        ProviderException failure = failureOf(() -> retrying.open(request()));
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(tooLong);
        assertThat(script.calls()).isEqualTo(1);
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void whoIsInterruptedInAPauseTriesNoMoreAndStaysInterrupted() {
        script.then(failure(Kind.RATE_LIMITED), answer("never"));
        Retrying retrying = new Retrying(script, 3, Thread::sleep, () -> 0.5);
        Thread.currentThread().interrupt();
        try {
            assertThat(kindOf(() -> retrying.open(request()))).isEqualTo(Kind.RATE_LIMITED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(script.calls()).isEqualTo(1);
    }

    @Test
    void whatIsNoProvidersFailureIsNotTriedAgain() {
        script.then(bug(), answer("never"));
        Retrying retrying = retrying(3, () -> 0.5);
        assertThatThrownBy(() -> retrying.open(request())).isInstanceOf(IllegalStateException.class);
        assertThat(script.calls()).isEqualTo(1);
    }
}
