package eu.rempart.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

    /// What a configuration can give at most for a million tokens: a million dollars at ten euros each.
    static final long DEAREST = 10_000_000_000_000_000L;

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

    /// One token more, and all of the request is dearer, what was cached too.
    @Test
    void aLongRequestHasAPriceOfItsOwn() {
        Price longer = new Price(200, 20, 1_500, 1_500, 200, 200, 200);
        Price price = new Price(100, 10, 1_000, 1_000, 100, 100, 100, new Price.Longer(2_000_000, longer));
        assertThat(price.nanoEuros(new TokenUsage(2_000_000, 1_000_000, 1_000_000)))
                .isEqualTo(100 + 10 + 1_000);
        assertThat(price.nanoEuros(new TokenUsage(3_000_000, 1_000_000, 1_000_000)))
                .isEqualTo(2 * 200 + 20 + 1_500);
        assertThat(price.mostNanoEuros(2_000_000, 1_000_000)).isEqualTo(2 * 100 + 1_000);
        assertThat(price.mostNanoEuros(3_000_000, 1_000_000)).isEqualTo(3 * 200 + 1_500);
    }

    @Test
    void whatIsPutIntoTheCacheHasItsOwnPrices() {
        Price price = new Price(100, 10, 1_000, 1_000, 100, 125, 200);
        TokenUsage usage = new TokenUsage(10_000_000, 1_000_000, 0, 0, 2_000_000, 3_000_000, 1_000_000);
        assertThat(price.nanoEuros(usage)).isEqualTo(3 * 100 + 10 + 2 * 100 + 3 * 125 + 200);
        assertThat(new Price(100, 10, 1_000).nanoEuros(usage)).isEqualTo(9 * 100 + 10);
        assertThat(price.mostNanoEuros(10_000_000, 0)).isEqualTo(2_000);
    }

    @Test
    void noMoreIsPutIntoTheCacheThanWasRead() {
        TokenUsage usage = new TokenUsage(100, 20, 0, 0, 30);
        assertThat(usage.withCacheWrites(70, 10)).isEqualTo(new TokenUsage(100, 20, 0, 0, 30, 40, 10));
        assertThat(usage.withCacheWrites(-1, 70)).isEqualTo(new TokenUsage(100, 20, 0, 0, 30, 0, 50));
        assertThatThrownBy(() -> new TokenUsage(100, 20, 0, 0, 30, 40, 11))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSumOfTwoUsagesIsOfEachPart() {
        TokenUsage usage = new TokenUsage(100, 20, 50, 40, 30, 10, 5);
        assertThat(usage.plus(usage)).isEqualTo(new TokenUsage(200, 40, 100, 80, 60, 20, 10));
    }

    @Property
    void whatIsHeldCoversWhateverIsCounted(
            @ForAll @LongRange(max = 1_000_000_000_000L) long price,
            @ForAll @LongRange(max = 1_000_000_000_000L) long other,
            @ForAll long input,
            @ForAll long cached,
            @ForAll long output,
            @ForAll long reasoning,
            @ForAll long image,
            @ForAll long written) {
        TokenUsage usage = TokenUsage.counted(input, cached, output, reasoning, image)
                .withCacheWrites(written, Long.rotateLeft(written, 32));
        for (Price some : List.of(
                new Price(price, other, price, other, other, price, other),
                new Price(other, price, other, price, price, other, price))) {
            long cost = some.nanoEuros(usage);
            assertThat(cost).isBetween(0L, some.mostNanoEuros(usage.input(), usage.output()));
        }
    }

    /// Computed again in decimal numbers, each token by its own price.
    @Property
    void theCostIsExactToTheNanoEuroAndRoundedUp(
            @ForAll @Size(5) List<@LongRange(max = DEAREST) Long> prices,
            @ForAll @LongRange(max = TokenUsage.MOST) long uncached,
            @ForAll @LongRange(max = TokenUsage.MOST) long cached,
            @ForAll @LongRange(max = TokenUsage.MOST) long images,
            @ForAll @LongRange(max = TokenUsage.MOST) long said,
            @ForAll @LongRange(max = TokenUsage.MOST) long reasoned) {
        List<Long> tokens = List.of(uncached / 3, cached / 3, said / 2, reasoned / 2, images / 3);
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < prices.size(); i++) {
            exact = exact.add(BigDecimal.valueOf(prices.get(i), 6).multiply(BigDecimal.valueOf(tokens.get(i))));
        }
        TokenUsage usage = new TokenUsage(
                tokens.get(0) + tokens.get(1) + tokens.get(4),
                tokens.get(1),
                tokens.get(2) + tokens.get(3),
                tokens.get(3),
                tokens.get(4));
        Price price = new Price(prices.get(0), prices.get(1), prices.get(2), prices.get(3), prices.get(4));
        assertThat(price.nanoEuros(usage))
                .isEqualTo(exact.setScale(0, RoundingMode.CEILING).longValueExact());
    }

    @Test
    void theDearestCallThatCanBeFits() {
        Price dearest = new Price(DEAREST, DEAREST, DEAREST);
        assertThat(dearest.nanoEuros(new TokenUsage(TokenUsage.MOST, 0, TokenUsage.MOST)))
                .isEqualTo(2_000_000_000_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, 1, 1",
        "1, -1, 1, 1, 1",
        "1, 1, -1, 1, 1",
        "1, 1, 1, -1, 1",
        "1, 1, 1, 1, -1",
    })
    void noPriceIsBelowZero(long input, long cachedInput, long output, long reasoning, long image) {
        assertThatThrownBy(() -> new Price(input, cachedInput, output, reasoning, image))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"10, 0, 5, 6, 0", "10, 0, 5, -1, 0", "10, 4, 5, 0, 7", "10, 0, 5, 0, -1", "10, 11, 5, 0, 0"})
    void noPartIsMoreThanItsWhole(long input, long cachedInput, long output, long reasoning, long image) {
        assertThatThrownBy(() -> new TokenUsage(input, cachedInput, output, reasoning, image))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRecordNamesThePartsThatThereAre() {
        assertThat(new TokenUsage(120, 20, 50, 30, 40).summary())
                .isEqualTo("120 in (20 cached, 40 images), 50 out (30 reasoning)");
        assertThat(new TokenUsage(120, 20, 50, 0, 40, 30, 10).summary())
                .isEqualTo("120 in (20 cached, 30 put in cache, 10 put in cache for an hour, 40 images), 50 out");
        assertThat(new TokenUsage(120, 0, 50, 0, 40).summary()).isEqualTo("120 in (40 images), 50 out");
        assertThat(TokenUsage.NONE.summary()).isEqualTo("0 in, 0 out");
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
