package eu.rempart.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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
    void reasoningAndImagesArePartsWithPricesOfTheirOwn() {
        Price price = new Price(100, 10, 1_000, 3_000, 500);
        assertThat(price.nanoEuros(new TokenUsage(4_000_000, 1_000_000, 2_000_000, 500_000, 1_000_000)))
                .isEqualTo(2 * 100 + 10 + 500 + 1_500 + 1_500);
        assertThat(MINI.nanoEuros(new TokenUsage(1_000_000, 0, 1_000_000, 1_000_000, 1_000_000)))
                .isEqualTo(750_000_000);
    }

    @Property
    void whatIsHeldCoversWhateverIsCounted(
            @ForAll @LongRange(max = 1_000_000_000_000L) long price,
            @ForAll @LongRange(max = 1_000_000_000_000L) long other,
            @ForAll long input,
            @ForAll long cached,
            @ForAll long output,
            @ForAll long reasoning,
            @ForAll long image) {
        TokenUsage usage = TokenUsage.counted(input, cached, output, reasoning, image);
        for (Price some :
                List.of(new Price(price, other, price, other, other), new Price(other, price, other, price, price))) {
            long cost = some.nanoEuros(usage);
            assertThat(cost).isBetween(0L, some.mostNanoEuros(usage.input(), usage.output()));
        }
    }

    @Test
    void aCountThatCannotBeIsNobodysDebt() {
        assertThat(TokenUsage.counted(Long.MAX_VALUE, 7, TokenUsage.MOST + 1, 7, 7))
                .isEqualTo(TokenUsage.NONE);
        assertThat(TokenUsage.counted(5, Long.MAX_VALUE, TokenUsage.MOST, 7, 7))
                .isEqualTo(new TokenUsage(5, 5, TokenUsage.MOST, 7, 0));
        assertThat(TokenUsage.counted(-5, -5, -5, 7, 7)).isEqualTo(TokenUsage.NONE);
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
