package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.answer;
import static eu.rempart.core.upstream.ScriptedUpstream.breaking;
import static eu.rempart.core.upstream.ScriptedUpstream.failure;
import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.rest;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.upstream.ManagedProvider.Failure;
import eu.rempart.core.upstream.ManagedProvider.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ManagedProviderTest {

    private final VirtualClock clock = new VirtualClock();
    private final CircuitBreaker breaker = new Breakers(clock).of("p");
    private final AtomicBoolean enabled = new AtomicBoolean(true);
    private final ProviderKeys keys = new ProviderKeys(() -> "sk-first", () -> "sk-second");
    private final ProviderSpec spec = Providers.limits(10, 1, null);
    private final ScriptedUpstream script = new ScriptedUpstream();
    private final ManagedProvider provider = new ManagedProvider(spec, script, keys, breaker, enabled, clock);

    @Test
    void beforeTheFirstCallThereIsNothingToTell() {
        State state = provider.state();
        assertThat(state.enabled()).isTrue();
        assertThat(state.breaker()).isEqualTo("closed");
        assertThat(state.calls()).isZero();
        assertThat(state.failures()).isZero();
        assertThat(state.latencyMillis()).isNaN();
        assertThat(state.lastFailure()).isNull();
        assertThat(state.onSecondaryKey()).isFalse();
        assertThat(provider.spec()).isEqualTo(spec);
    }

    @Test
    void switchedOffNothingIsSentAndNothingCounted() {
        provider.setEnabled(false);
        assertThat(provider.isEnabled()).isFalse();
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(script.calls()).isZero();
        State state = provider.state();
        assertThat(state.enabled()).isFalse();
        assertThat(state.breaker()).isEqualTo("closed");
        assertThat(state.calls()).isZero();
        assertThat(state.failures()).isZero();
        assertThat(state.lastFailure()).isNull();
    }

    /// What opened the breaker stays what is wrong.
    @Test
    void whatAnOpenBreakerHoldsBackIsNoCall() {
        script.then(failure(Kind.UNAUTHORIZED), failure(Kind.BREAKER_OPEN));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
        State state = provider.state();
        assertThat(state.calls()).isEqualTo(1);
        assertThat(state.failures()).isEqualTo(1);
        assertThat(state.lastFailure()).isEqualTo(new Failure(Kind.UNAUTHORIZED, clock.instant()));
    }

    @Test
    void switchedOnAgainItIsCalledAgain() throws ProviderException {
        provider.setEnabled(false);
        provider.setEnabled(true);
        script.then(answer("a"));
        assertThat(whole(provider.open(request()))).containsExactly("a");
    }

    @Test
    void theSwitchIsSharedWithOtherCallers() {
        ManagedProvider other = new ManagedProvider(spec, script, keys, breaker, enabled, clock);
        other.setEnabled(false);
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.BREAKER_OPEN);
    }

    @Test
    void whatIsUnderWayWhenItIsSwitchedOffGoesOn() throws ProviderException {
        script.then(answer("a", "b"));
        Exchange exchange = provider.open(request());
        provider.setEnabled(false);
        assertThat(whole(exchange)).containsExactly("a", "b");
        assertThat(script.exchanges().getFirst().isCompleted()).isTrue();
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
    }

    @Test
    void callsAndFailuresAreCountedAndTheNewestFailureIsKept() throws ProviderException {
        Instant begin = clock.instant();
        script.then(answer("a"), failure(Kind.TIMEOUT), answer("b"), failure(Kind.SERVER_ERROR), answer("c"));
        whole(provider.open(request()));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.TIMEOUT);
        assertThat(provider.state().lastFailure()).isEqualTo(new Failure(Kind.TIMEOUT, begin));
        clock.pass(Duration.ofSeconds(7));
        whole(provider.open(request()));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.SERVER_ERROR);
        clock.pass(Duration.ofSeconds(7));
        whole(provider.open(request()));
        State state = provider.state();
        assertThat(state.calls()).isEqualTo(5);
        assertThat(state.failures()).isEqualTo(2);
        assertThat(state.lastFailure()).isEqualTo(new Failure(Kind.SERVER_ERROR, begin.plusSeconds(7)));
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsFirstDocumentIsAFailureAndClosed() {
        script.then(breaking(Kind.PROTOCOL));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.PROTOCOL);
        assertThat(provider.state().failures()).isEqualTo(1);
        assertThat(provider.state().latencyMillis()).isNaN();
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
    }

    @Test
    void aFailureInTheMiddleIsCountedWhereItIsTold() throws ProviderException {
        script.then(breaking(Kind.TIMEOUT, "a"));
        try (Exchange exchange = provider.open(request())) {
            ProviderException failure = failureOf(() -> rest(exchange));
            assertThat(provider.state().failures()).isZero();
            provider.failed(failure);
        }
        State state = provider.state();
        assertThat(state.calls()).isEqualTo(1);
        assertThat(state.failures()).isEqualTo(1);
        assertThat(state.lastFailure()).isEqualTo(new Failure(Kind.TIMEOUT, clock.instant()));
    }

    @Test
    void aClientThatLeftIsNoFailure() {
        script.then(failure(Kind.CANCELLED));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.CANCELLED);
        State state = provider.state();
        assertThat(state.calls()).isEqualTo(1);
        assertThat(state.failures()).isZero();
        assertThat(state.lastFailure()).isNull();
    }

    @Test
    void whileAllTrialCallsAreUnderWayNoOtherIsMade() throws ProviderException {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        for (int trial = 0; trial < 3; trial++) {
            assertThat(provider.isCallable()).isTrue();
            assertThat(provider.isCallable()).as("looking uses nothing up").isTrue();
            assertThat(breaker.tryAcquirePermission()).isTrue();
        }
        assertThat(provider.isCallable()).isFalse();
    }

    @Test
    void theLatencyIsThatOfAnswersAndNotOfFailures() throws ProviderException {
        script.then(failure(Kind.TIMEOUT), answer("a"), failure(Kind.TIMEOUT));
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.TIMEOUT);
        assertThat(provider.state().latencyMillis()).isNaN();
        whole(provider.open(request()));
        double latency = provider.state().latencyMillis();
        assertThat(latency).isNotNegative().isFinite();
        assertThat(kindOf(() -> provider.open(request()))).isEqualTo(Kind.TIMEOUT);
        assertThat(provider.state().latencyMillis()).isEqualTo(latency);
    }

    @Test
    void theBreakerAndTheKeyInUseAreTold() {
        breaker.transitionToOpenState();
        assertThat(provider.state().breaker()).isEqualTo("open");
        breaker.transitionToHalfOpenState();
        assertThat(provider.state().breaker()).isEqualTo("half_open");
        assertThat(provider.keys().refused("sk-first")).isTrue();
        assertThat(provider.state().onSecondaryKey()).isTrue();
    }
}
