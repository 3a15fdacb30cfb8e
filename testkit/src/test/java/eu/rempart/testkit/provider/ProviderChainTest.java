package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Source;
import eu.rempart.core.provider.ModelEvent.Sources;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.ProviderChain.Attempt;
import eu.rempart.core.provider.ProviderChain.Opened;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ProviderChainTest {

    private static final ModelEvent SOURCES = new Sources(List.of(new Source("1", "Compte")));
    private static final ModelEvent DONE = new Completed(FinishReason.STOP, null);

    private final FakeProvider first = new FakeProvider("first");
    private final FakeProvider second = new FakeProvider("second");
    private final ProviderChain chain = new ProviderChain(List.of(first, second));
    private final List<Attempt> attempts = new ArrayList<>();

    private Opened open(Predicate<Provider> allowed) throws ProviderException {
        return chain.open(HttpProviderContract.request(), allowed, attempts::add);
    }

    private static @Nullable Kind kind(Attempt attempt) {
        ProviderException failure = attempt.failure();
        return failure == null ? null : failure.kind();
    }

    private ProviderException failure(Predicate<Provider> allowed) {
        return catchThrowableOfType(ProviderException.class, () -> open(allowed));
    }

    @Test
    void staysWithTheFirstThatAnswersAndReplaysWhatItPulled() throws Exception {
        first.gives(Kind.PROTOCOL, SOURCES, new Text("a"), new Text("b"), DONE);

        try (var stream = open(_ -> true).stream()) {
            assertThat(HttpProviderContract.drain(stream)).containsExactly(SOURCES, new Text("a"), new Text("b"), DONE);
        }

        assertThat(second.calls).isZero();
        assertThat(first.closed).isEqualTo(1);
        assertThat(attempts).extracting(Attempt::provider, Attempt::failure).containsExactly(tuple(first, null));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CANCELLED")
    void goesOnToTheNextWhateverTheFirstFailedWith(Kind kind) throws Exception {
        first.refuses(kind);
        second.gives(Kind.PROTOCOL, new Text("a"), DONE);

        var opened = open(_ -> true);

        assertThat(opened.provider()).isSameAs(second);
        assertThat(attempts)
                .extracting(Attempt::provider, ProviderChainTest::kind)
                .containsExactly(tuple(first, kind), tuple(second, null));
    }

    @Test
    void goesOnIfTheFirstFailsBeforeItsFirstTextAndClosesIt() throws Exception {
        first.gives(Kind.TIMEOUT, SOURCES);
        second.gives(Kind.PROTOCOL, new Text("a"), DONE);

        try (var stream = open(_ -> true).stream()) {
            assertThat(HttpProviderContract.drain(stream)).containsExactly(new Text("a"), DONE);
        }

        assertThat(first.closed).isEqualTo(1);
    }

    @Test
    void tellsWhatTheOneThatFailedHadCounted() throws Exception {
        TokenUsage told = new TokenUsage(120, 0, 1);
        first.counts(told).gives(Kind.SERVER_ERROR);
        second.gives(Kind.PROTOCOL, new Text("a"), DONE);

        open(_ -> true);

        assertThat(attempts.getFirst().told()).isEqualTo(told);
    }

    @Test
    void tellsOfAProviderThatIsBrokenToo() {
        Provider broken = new Broken();

        assertThatThrownBy(() -> new ProviderChain(List.of(broken, second))
                        .open(HttpProviderContract.request(), _ -> true, attempts::add))
                .isInstanceOf(IllegalStateException.class);

        assertThat(attempts)
                .extracting(Attempt::provider, ProviderChainTest::kind)
                .containsExactly(tuple(broken, Kind.PROTOCOL));
    }

    @Test
    void doesNotGoOnOnceTextIsThere() throws Exception {
        first.gives(Kind.TIMEOUT, new Text("a"));
        var stream = open(_ -> true).stream();
        stream.next();

        var failure = catchThrowableOfType(ProviderException.class, stream::next);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(second.calls).isZero();
    }

    @Test
    void takesAnEmptyAnswerForAnAnswer() throws Exception {
        first.gives(Kind.PROTOCOL, DONE);

        assertThat(open(_ -> true).stream().next()).isEqualTo(DONE);
    }

    @Test
    void neverAsksAProviderThatIsNotAllowed() throws Exception {
        second.gives(Kind.PROTOCOL, new Text("a"), DONE);

        assertThat(open(provider -> provider == second).provider()).isSameAs(second);
        assertThat(first.calls).isZero();
        assertThat(attempts).hasSize(1);
    }

    @Test
    void saysWhatTheLastFailedWith() {
        first.refuses(Kind.TIMEOUT);
        second.refuses(Kind.UNAUTHORIZED);

        var failure = failure(_ -> true);

        assertThat(failure).hasMessage("second: UNAUTHORIZED");
    }

    @Test
    void isUnreachableIfNobodyMayBeAsked() {
        assertThat(failure(_ -> false).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(attempts).isEmpty();
    }

    @Test
    void endsWithACancelledCall() {
        first.refuses(Kind.CANCELLED);

        assertThat(failure(_ -> true).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(second.calls).isZero();
        assertThat(attempts).hasSize(1);
    }

    @Test
    void asksNobodyOnAnInterruptedThread() {
        Thread.currentThread().interrupt();
        try {
            assertThat(failure(_ -> true).kind()).isEqualTo(Kind.CANCELLED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(first.calls).isZero();
    }

    @Test
    void closingReachesTheProvider() throws Exception {
        first.gives(Kind.CANCELLED, new Text("a"));
        var stream = open(_ -> true).stream();

        stream.close();

        assertThat(first.closed).isEqualTo(1);
        assertThat(catchThrowableOfType(ProviderException.class, stream::next).kind())
                .as("not the text that was pulled before")
                .isEqualTo(Kind.CANCELLED);
    }

    private static final class Broken implements Provider {
        @Override
        public String id() {
            return "broken";
        }

        @Override
        public String displayName() {
            return "broken";
        }

        @Override
        public String model() {
            return "model";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public ModelStream open(ModelRequest request) {
            throw new IllegalStateException("made for a test");
        }
    }
}
