package eu.rempart.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriceTest {

    /// 0.15 € in, 0.075 € cached, 0.60 € out, for a million tokens.
    private static final Price MINI = new Price(150_000_000, 75_000_000, 600_000_000);

    @Test
    void aMillionTokensCostThePrice() {
        assertThat(MINI.nanoEuros(new TokenUsage(1_000_000, 0, 1_000_000))).isEqualTo(750_000_000);
    }

    @Test
    void cachedTokensAreAPartOfTheInput() {
        assertThat(MINI.nanoEuros(new TokenUsage(1_000_000, 1_000_000, 0))).isEqualTo(75_000_000);
    }

    @Test
    void theSumIsRoundedUpOnce() {
        assertThat(new Price(1, 1, 1).nanoEuros(new TokenUsage(1, 0, 1))).isEqualTo(1);
        assertThat(new Price(1, 1, 1).nanoEuros(TokenUsage.NONE)).isZero();
    }

    @Test
    void hugeUsesDoNotOverflowInSilence() {
        assertThat(new Price(1_000_000_000_000_000L, 0, 0).nanoEuros(new TokenUsage(1_000_000_000, 0, 0)))
                .isEqualTo(1_000_000_000_000_000_000L);
        assertThatThrownBy(() -> new Price(Long.MAX_VALUE, 0, 0).nanoEuros(new TokenUsage(Long.MAX_VALUE, 0, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aModelWithoutPriceHasNone() {
        PriceList prices = new PriceList(Map.of("mini", MINI), Set.of("ollama"));
        assertThat(prices.find("openai", "mini")).contains(MINI);
        assertThat(prices.find("openai", "unheard-of")).isEmpty();
        assertThat(prices.find("ollama", "unheard-of")).contains(Price.FREE);
    }
}
