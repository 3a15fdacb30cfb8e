package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.BreakerProvider;
import eu.rempart.core.provider.BreakerProvider.State;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BreakerProviderTest {

    private final MutableClock clock = MutableClock.at(Instant.parse("2026-11-22T10:00:00Z"));
    private final FakeProvider provider = new FakeProvider("p");
    private final BreakerProvider breaker = BreakerProvider.wrap(provider, clock);

    /// The kind of failure; null for an answer.
    private @Nullable Kind call() {
        try (var stream = breaker.open(HttpProviderContract.request())) {
            HttpProviderContract.drain(stream);
            return null;
        } catch (ProviderException e) {
            return e.kind();
        }
    }

    private void calls(int times) {
        for (int i = 0; i < times; i++) {
            call();
        }
    }

    private void answers() {
        provider.gives(Kind.PROTOCOL, new Text("a"), new Completed(FinishReason.STOP, null));
    }

    private ModelStream open() throws ProviderException {
        return breaker.open(HttpProviderContract.request());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"REJECTED", "TOO_LARGE", "CANCELLED", "BREAKER_OPEN", "BUSY"})
    void opensAtTheFifthFailureInARow(Kind kind) {
        provider.refuses(kind);
        calls(4);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        assertThat(call()).isEqualTo(kind);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(call()).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(provider.calls).isEqualTo(5);
    }

    @Test
    void countsFailuresInTheMiddleOfAStream() {
        provider.gives(Kind.PROTOCOL, new Text("a"));
        calls(5);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void startsCountingAnewAfterASuccess() {
        provider.refuses(Kind.SERVER_ERROR);
        calls(4);
        answers();
        assertThat(call()).isNull();
        provider.refuses(Kind.SERVER_ERROR);
        calls(4);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        call();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "TOO_LARGE", "CANCELLED"})
    void countsWhatSaysNothingAboutTheProviderNeitherWay(Kind kind) {
        provider.refuses(Kind.SERVER_ERROR);
        calls(4);
        provider.refuses(kind);
        calls(20);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        provider.refuses(Kind.SERVER_ERROR);
        call();

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void countsAStreamThatTheReaderLeftNeitherWay() throws Exception {
        provider.refuses(Kind.SERVER_ERROR);
        calls(4);
        answers();
        try (var stream = open()) {
            stream.next();
        }
        provider.refuses(Kind.SERVER_ERROR);
        call();

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void triesAgainAfterAMinuteAndNotBefore() {
        provider.refuses(Kind.TIMEOUT);
        calls(5);

        clock.advance(Duration.ofSeconds(60));
        assertThat(call()).isEqualTo(Kind.BREAKER_OPEN);
        clock.advance(Duration.ofMillis(1));

        assertThat(call()).isEqualTo(Kind.TIMEOUT);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void letsThreeTrialCallsThroughAtOnceAndNoMore() throws Exception {
        provider.refuses(Kind.TIMEOUT);
        calls(5);
        clock.advance(Duration.ofSeconds(61));
        answers();

        try (var first = open();
                var second = open();
                var third = open()) {
            assertThat(call()).isEqualTo(Kind.BREAKER_OPEN);
            HttpProviderContract.drain(first);
            HttpProviderContract.drain(second);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            HttpProviderContract.drain(third);
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void isLeftAloneAgainIfTheTrialsFail() {
        provider.refuses(Kind.TIMEOUT);
        calls(5);
        clock.advance(Duration.ofSeconds(61));
        calls(3);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        clock.advance(Duration.ofSeconds(59));
        assertThat(call()).isEqualTo(Kind.BREAKER_OPEN);
    }

    @Test
    void givesATrialBackThatWasLeft() throws Exception {
        provider.refuses(Kind.TIMEOUT);
        calls(5);
        clock.advance(Duration.ofSeconds(61));
        answers();
        for (int i = 0; i < 10; i++) {
            open().close();
        }

        calls(3);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void looksLikeTheProviderBehindIt() {
        assertThat(breaker.id()).isEqualTo("p");
        assertThat(breaker.model()).isEqualTo("p-model");
        assertThat(breaker.external()).isTrue();
    }
}
