package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.failureOf;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderKeysTest {

    private final AtomicReference<String> primary = new AtomicReference<>("sk-first");
    private final AtomicReference<String> secondary = new AtomicReference<>("sk-second");
    private final ProviderKeys keys = new ProviderKeys(primary::get, secondary::get);

    private static Supplier<String> unreadable(String secret) {
        return () -> {
            throw new UncheckedIOException(new IOException("cannot read " + secret));
        };
    }

    @Test
    void theFirstKeyIsUsed() throws ProviderException {
        assertThat(keys.current("p")).isEqualTo("sk-first");
        assertThat(keys.isOnSecondary()).isFalse();
    }

    @Test
    void whereTheFirstKeyIsRefusedTheSecondTakesOver() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        assertThat(keys.isOnSecondary()).isTrue();
        assertThat(keys.current("p")).isEqualTo("sk-second");
        assertThat(keys.current("p")).isEqualTo("sk-second");
    }

    @Test
    void whereTheSecondIsRefusedTooNothingTakesOver() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        assertThat(keys.refused(keys.current("p"))).isFalse();
        assertThat(keys.current("p")).isEqualTo("sk-second");
    }

    /// Two calls are under way with the first key when it is refused: both can be made again with the second.
    @Test
    void whoeverStillHadTheFirstKeyGetsTheSecond() throws ProviderException {
        String one = keys.current("p");
        String other = keys.current("p");
        assertThat(keys.refused(one)).isTrue();
        assertThat(keys.refused(other)).isTrue();
        assertThat(keys.current("p")).isEqualTo("sk-second");
    }

    @Test
    void withoutASecondKeyTheFirstStays() throws ProviderException {
        ProviderKeys single = new ProviderKeys(primary::get, null);
        assertThat(single.refused("sk-first")).isFalse();
        assertThat(single.isOnSecondary()).isFalse();
        assertThat(single.current("p")).isEqualTo("sk-first");
    }

    @Test
    void aFirstKeyThatChangedIsTriedAgain() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        primary.set("sk-third");
        assertThat(keys.current("p")).isEqualTo("sk-third");
        assertThat(keys.isOnSecondary()).isFalse();
    }

    @Test
    void aFirstKeyThatChangedMayBeRefusedAgain() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        primary.set("sk-third");
        assertThat(keys.refused(keys.current("p"))).isTrue();
        assertThat(keys.current("p")).isEqualTo("sk-second");
        primary.set("sk-first");
        assertThat(keys.current("p")).isEqualTo("sk-first");
    }

    @Test
    void theRefusalOfAnOldKeyDoesNotKeepTheNewOneFromBeingUsed() throws ProviderException {
        String old = keys.current("p");
        primary.set("sk-third");
        assertThat(keys.refused(old)).isTrue();
        assertThat(keys.current("p")).isEqualTo("sk-third");
        assertThat(keys.isOnSecondary()).isFalse();
    }

    @Test
    void theSecondKeyIsReadAnewAsWell() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        secondary.set("sk-fourth");
        assertThat(keys.current("p")).isEqualTo("sk-fourth");
    }

    /// The file of the refused key is away for a moment while somebody replaces it.
    @Test
    void whileTheSecondKeyIsInUseTheFirstNeedNotBeReadable() throws ProviderException {
        AtomicReference<Supplier<String>> source = new AtomicReference<>(() -> "sk-first");
        ProviderKeys twice = new ProviderKeys(() -> source.get().get(), secondary::get);
        assertThat(twice.refused(twice.current("p"))).isTrue();
        source.set(unreadable("sk-first"));
        assertThat(twice.current("p")).isEqualTo("sk-second");
        source.set(() -> "sk-third");
        assertThat(twice.current("p")).isEqualTo("sk-third");
    }

    @Test
    void aServerThatWantsNoKeyHasNoneToRefuse() throws ProviderException {
        assertThat(ProviderKeys.NONE.current("p")).isEmpty();
        assertThat(ProviderKeys.NONE.refused("")).isFalse();
        assertThat(ProviderKeys.NONE.fault()).isEmpty();
        assertThat(new ProviderKeys(() -> "", secondary::get).refused("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk first", " sk", "sk ", "sk\n", "sk\r\nX-Evil: 1", "s\tk", "sk\u0000", "sk\u007f", "clé"})
    void aKeyThatCannotBeSentIsAFaultAndNeverGiven(String key) {
        ProviderKeys broken = new ProviderKeys(() -> key, null);
        assertThat(broken.fault()).isPresent().get().asString().doesNotContain(key);
        assertThat(kindOf(() -> broken.current("p"))).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(new ProviderKeys(() -> "sk-first", () -> key).fault()).isPresent();
    }

    @Test
    void aKeyThatCannotBeReadIsAFaultThatQuotesNothing() {
        ProviderKeys broken = new ProviderKeys(unreadable("sk-hidden"), null);
        assertThat(broken.fault()).isPresent().get().asString().doesNotContain("sk-hidden");
        assertThat(new ProviderKeys(() -> "sk-first", unreadable("sk-hidden")).fault())
                .isPresent();
        ProviderException failure = failureOf(() -> broken.current("p"));
        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString()).doesNotContain("sk-hidden");
    }

    @Test
    void thatThereIsNoKeyIsNewsAgainOnceThereWasOne() {
        assertThat(keys.isNews("")).isTrue();
        assertThat(keys.isNews("")).isFalse();
        keys.worked("sk-first");
        assertThat(keys.isNews("")).isTrue();
    }

    @Test
    void goodKeysHaveNoFault() {
        assertThat(keys.fault()).isEmpty();
    }

    @Test
    void eachOfThemStandsForItselfAlone() throws ProviderException {
        assertThat(keys.each()).hasSize(2);
        assertThat(keys.each().getFirst().current("p")).isEqualTo("sk-first");
        assertThat(keys.each().getFirst().refused("sk-first")).isFalse();
        assertThat(keys.each().getLast().current("p")).isEqualTo("sk-second");
        assertThat(new ProviderKeys(primary::get, null).each()).hasSize(1);
        assertThat(ProviderKeys.NONE.each()).hasSize(1);
    }

    @Test
    void nothingOfThemIsShown() throws ProviderException {
        assertThat(keys.refused(keys.current("p"))).isTrue();
        assertThat(keys).hasToString("***");
    }
}
