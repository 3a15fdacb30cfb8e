package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.cost.Price;
import eu.rempart.server.config.Prices.Currency;
import eu.rempart.server.config.Prices.ExchangeRate;
import eu.rempart.server.config.Prices.ModelPrice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Decimal numbers in the provider's currency become whole nano-euros, exact or rounded up.
class PricesTest {

    /// The last row is the most that a configuration can give; a core test shows that no call overflows by it.
    @ParameterizedTest
    @CsvSource({
        "EUR, 0, 0.95, 0",
        "EUR, 0.000000001, 0.95, 1",
        "EUR, 0.1, 0.95, 100000000",
        "USD, 0.1, 0.95, 95000000",
        "USD, 0.000000001, 0.95, 1",
        "USD, 0.000000003, 0.5, 2",
        "USD, 0.000000004, 0.5, 2",
        "USD, 3, 0.333333333, 999999999",
        "USD, 0.7, 0.123456789, 86419753",
        "USD, 1000000, 10, 10000000000000000",
    })
    void everyPriceIsExactOrRoundedUp(Currency currency, BigDecimal amount, BigDecimal rate, long nanoEuros) {
        Prices prices = prices(currency, amount, Optional.of(amount), rate);
        assertThat(prices.of("model"))
                .contains(new Price(nanoEuros, nanoEuros, nanoEuros, nanoEuros, nanoEuros, nanoEuros, nanoEuros));
    }

    @Test
    void whatHasNoPriceOfItsOwnCostsWhatItIsAPartOf() {
        Prices prices = new Prices(
                Optional.empty(),
                Optional.empty(),
                rate(BigDecimal.ONE),
                Map.of(
                        "model",
                        price(Currency.EUR, BigDecimal.ONE, Optional.empty(), BigDecimal.TWO, Optional.empty())));
        assertThat(prices.byName().get("model"))
                .isEqualTo(new Price(
                        1_000_000_000L,
                        1_000_000_000L,
                        2_000_000_000L,
                        2_000_000_000L,
                        1_000_000_000L,
                        1_000_000_000L,
                        1_000_000_000L));
    }

    private static Prices prices(Currency currency, BigDecimal amount, Optional<BigDecimal> part, BigDecimal rate) {
        return new Prices(
                Optional.empty(),
                Optional.empty(),
                rate(rate),
                Map.of("model", price(currency, amount, part, amount, part)));
    }

    private static ExchangeRate rate(BigDecimal usdToEur) {
        return new ExchangeRate(usdToEur, LocalDate.of(2026, 1, 1), "test");
    }

    private static ModelPrice price(
            Currency currency,
            BigDecimal input,
            Optional<BigDecimal> partOfInput,
            BigDecimal output,
            Optional<BigDecimal> partOfOutput) {
        return new ModelPrice(
                currency,
                input,
                partOfInput,
                partOfInput,
                partOfInput,
                output,
                partOfOutput,
                partOfInput,
                0,
                BigDecimal.ONE,
                BigDecimal.ONE,
                List.of(),
                Optional.empty(),
                "test");
    }
}
