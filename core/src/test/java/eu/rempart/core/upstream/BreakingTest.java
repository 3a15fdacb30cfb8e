package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.answer;
import static eu.rempart.core.upstream.ScriptedUpstream.breaking;
import static eu.rempart.core.upstream.ScriptedUpstream.bug;
import static eu.rempart.core.upstream.ScriptedUpstream.failure;
import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.rest;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BreakingTest {

    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final VirtualClock clock = new VirtualClock();
    private final Breakers breakers = new Breakers(clock);
    private final CircuitBreaker breaker = breakers.of("p");
    private final ScriptedUpstream script = new ScriptedUpstream();
    private final Breaking breaking = new Breaking(script, "p", breaker);

    private void fail(int times) {
        script.then(times, failure(Kind.SERVER_ERROR));
        for (int i = 0; i < times; i++) {
            assertThat(kindOf(() -> breaking.open(request()))).isEqualTo(Kind.SERVER_ERROR);
        }
    }

    private void succeed(int times) throws ProviderException {
        script.then(times, answer("a"));
        for (int i = 0; i < times; i++) {
            whole(breaking.open(request()));
        }
    }

    private List<Exchange> begin(int times, ScriptedUpstream.Outcome outcome) throws ProviderException {
        script.then(times, outcome);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            exchanges.add(breaking.open(request()));
        }
        return exchanges;
    }

    private void assertRefused() {
        int before = script.calls();
        assertThat(kindOf(() -> breaking.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(script.calls()).as("nothing was sent").isEqualTo(before);
    }

    private void openAndWait() {
        fail(5);
        clock.pass(PAUSE.plusMillis(1));
    }

    @Test
    void trialCallsThatNobodyHearsOfDoNotKeepItOutForEver() throws ProviderException {
        openAndWait();
        begin(3, answer("a"));
        assertRefused();
        clock.pass(Duration.ofHours(1));
        assertRefused();
        clock.pass(Duration.ofMillis(1));
        succeed(3);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void anOpenBreakerSaysWhenItIsWorthwhileToComeBack() {
        fail(5);
        clock.pass(Duration.ofSeconds(20));
        assertThat(failureOf(() -> breaking.open(request())).retryAfter()).hasValue(Duration.ofSeconds(40));
    }

    @Test
    void afterFiveFailuresInARowNothingIsSentAnyMore() {
        fail(4);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        assertRefused();
    }

    @Test
    void aSuccessInBetweenBeginsTheRowAnew() throws ProviderException {
        fail(4);
        succeed(1);
        fail(4);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(1);
        assertRefused();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"REJECTED", "TOO_LARGE", "CANCELLED", "BREAKER_OPEN", "BUSY"})
    void whatTheProviderDoesWrongCounts(Kind kind) {
        script.then(5, failure(kind));
        for (int i = 0; i < 5; i++) {
            assertThat(kindOf(() -> breaking.open(request()))).isEqualTo(kind);
        }
        assertRefused();
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "TOO_LARGE", "CANCELLED", "BREAKER_OPEN", "BUSY"})
    void whatSaysNothingAboutTheProviderCountsNeitherWay(Kind kind) {
        fail(4);
        script.then(20, failure(kind));
        for (int i = 0; i < 20; i++) {
            assertThat(kindOf(() -> breaking.open(request()))).isEqualTo(kind);
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(1);
        assertRefused();
    }

    @Test
    void anAnswerThatBreaksOffInTheMiddleCounts() throws ProviderException {
        fail(4);
        script.then(breaking(Kind.TIMEOUT, "a", "b"));
        try (Exchange exchange = breaking.open(request())) {
            assertThat(kindOf(() -> rest(exchange))).isEqualTo(Kind.TIMEOUT);
            assertThat(kindOf(exchange::next)).isEqualTo(Kind.TIMEOUT);
        }
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(5);
        assertRefused();
    }

    @Test
    void anAnswerThatWasReadToItsEndIsNoSuccessUntilItIsUnderstoodAsWhole() throws ProviderException {
        fail(4);
        for (Exchange exchange : begin(3, answer("a"))) {
            assertThat(rest(exchange)).containsExactly("a");
            exchange.close();
        }
        assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isZero();
        fail(1);
        assertRefused();
    }

    @Test
    void aCallIsCountedOnce() throws ProviderException {
        Exchange exchange = begin(1, breaking(Kind.PROTOCOL)).getFirst();
        exchange.complete();
        exchange.complete();
        assertThat(kindOf(exchange::next)).isEqualTo(Kind.PROTOCOL);
        exchange.close();
        exchange.close();
        assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
        assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(1);
        assertThat(script.exchanges().getFirst().isCompleted()).isTrue();
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
    }

    @Test
    void theProviderIsLeftAloneForSixtySeconds() throws ProviderException {
        fail(5);
        clock.pass(PAUSE.minusMillis(1));
        assertRefused();
        clock.pass(Duration.ofMillis(2));
        succeed(1);
    }

    @Test
    void refusalsDoNotMakeThePauseLonger() throws ProviderException {
        fail(5);
        for (int i = 0; i < 59; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertRefused();
        }
        clock.pass(Duration.ofMillis(1_001));
        succeed(1);
    }

    @Test
    void threeTrialCallsThatSucceedCloseItAgain() throws ProviderException {
        openAndWait();
        succeed(2);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        succeed(1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(4);
        assertThat(breaker.getState())
                .as("the failures of before are forgotten")
                .isEqualTo(State.CLOSED);
        fail(1);
        assertRefused();
    }

    @Test
    void threeTrialCallsThatFailOpenItForAnotherSixtySeconds() throws ProviderException {
        openAndWait();
        fail(2);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        fail(1);
        assertRefused();
        clock.pass(PAUSE.minusMillis(1));
        assertRefused();
        clock.pass(Duration.ofMillis(2));
        succeed(3);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void oneTrialCallOfThreeThatSucceedsIsEnough() throws ProviderException {
        openAndWait();
        fail(1);
        succeed(1);
        fail(1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aFourthCallIsRefusedWhileThreeTrialCallsAreUnderWay() throws ProviderException {
        openAndWait();
        List<Exchange> trials = begin(3, answer("a"));
        assertRefused();
        for (Exchange trial : trials) {
            assertThat(whole(trial)).containsExactly("a");
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aTrialCallThatSaysNothingGivesItsPlaceBack() throws ProviderException {
        openAndWait();
        script.then(10, failure(Kind.REJECTED));
        for (int i = 0; i < 10; i++) {
            assertThat(kindOf(() -> breaking.open(request()))).isEqualTo(Kind.REJECTED);
        }
        script.then(bug());
        assertThatThrownBy(() -> breaking.open(request())).isInstanceOf(IllegalStateException.class);
        List<Exchange> left = begin(3, answer("a"));
        assertRefused();
        left.forEach(Exchange::close);
        left.forEach(Exchange::close);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        List<Exchange> trials = begin(3, answer("a"));
        assertRefused();
        for (Exchange trial : trials) {
            whole(trial);
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aCallFromBeforeThePauseGivesNobodyAFourthTrial() throws ProviderException {
        Exchange old = begin(1, answer("a")).getFirst();
        openAndWait();
        begin(3, answer("a"));
        old.close();
        assertRefused();
    }

    @Test
    void callsFromBeforeThePauseDoNotDecideInPlaceOfTheTrials() throws ProviderException {
        List<Exchange> old = begin(3, breaking(Kind.UNREACHABLE));
        openAndWait();
        Exchange trial = begin(1, answer("a")).getFirst();
        for (Exchange exchange : old) {
            assertThat(kindOf(exchange::next)).isEqualTo(Kind.UNREACHABLE);
            exchange.close();
        }
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        whole(trial);
    }

    @Test
    void everyProviderHasItsOwnAndItsCallersShareIt() throws ProviderException {
        fail(5);
        script.then(answer("a"));
        assertThat(whole(new Breaking(script, "q", breakers.of("q")).open(request())))
                .containsExactly("a");
        Breaking other = new Breaking(script, "p", breakers.of("p"));
        assertThat(kindOf(() -> other.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
    }
}
