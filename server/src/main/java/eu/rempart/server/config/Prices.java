package eu.rempart.server.config;

import eu.rempart.core.cost.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the providers charge, and the rate at which dollars become euros. Exact: decimal numbers
/// in, whole nano-euros out, rounded up.
///
/// Models of the `ollama` and `local` providers are not listed: they cost nothing whatever their
/// name.
///
/// @param list the file that takes the place of the built-in list; empty: the built-in one
/// @param sha256 the checksum of the list in use, already compared; empty: nobody asked
/// @param exchangeRate from dollars to euros
/// @param models price by model name
public record Prices(
        @Doc(
                "A price list that takes the place of the built-in one: a YAML file with `exchange-rate` and `models`, written as here. What the configuration itself gives wins over it.")
        Optional<Path> list,

        @Doc(
                "SHA-256 of the price list in use, as `sha256sum` prints it: with another list nothing starts. The built-in one has its own, which is always compared.")
        @Matches(TextShape.SHA256)
        Optional<String> sha256,

        @Doc("Rate at which prices in dollars become euros.")
        ExchangeRate exchangeRate,

        @Doc(
                "Price by model name. An entry replaces that of the list with the same name; a model that has no price is refused where a budget applies.")
        Map<String, ModelPrice> models) {

    public Prices {
        Objects.requireNonNull(exchangeRate, "exchangeRate");
        models = Map.copyOf(models);
    }

    /// The currency of a price.
    public enum Currency {
        EUR,
        USD
    }

    /// What a dollar is worth.
    ///
    /// @param usdToEur euros for one dollar, above zero
    /// @param date the day of the rate
    /// @param source where the rate comes from
    public record ExchangeRate(
            @Doc("Euros for one dollar.") @Range(min = "0.000001", max = "10")
            BigDecimal usdToEur,

            @Doc("Day of the rate, as in 2026-11-22.") LocalDate date,

            @Doc("Where the rate comes from.") @Default("configuration")
            String source) {}

    /// The price of a million tokens.
    ///
    /// @param currency of all amounts
    /// @param input for tokens that are sent
    /// @param cachedInput for tokens that the provider reads from its cache; absent: the same as
    /// `input`
    /// @param cacheWrite for tokens that the provider puts into its cache, for minutes; absent: the same as `input`
    /// @param longCacheWrite for tokens that it puts there for an hour; absent: the same as `cacheWrite`
    /// @param output for tokens that are answered
    /// @param reasoning for the part of them that is reasoning; absent: the same as `output`
    /// @param image for the part of the tokens sent that is images; absent: the same as `input`
    /// @param longAbove of how many tokens that are sent a long request has more; 0: none is long
    /// @param longInputTimes by how much what is sent is dearer then
    /// @param longOutputTimes by how much what is answered is dearer then
    /// @param aliases other names of the same model, as the provider may give them back
    /// @param date the day on which the price was read
    /// @param source where the price comes from
    public record ModelPrice(
            @Doc("`EUR` or `USD`.") Currency currency,

            @Doc("Price of a million input tokens.") @Range(min = "0", max = "1000000")
            BigDecimal input,

            @Doc("Price of a million input tokens that the provider had cached; absent: as `input`.")
            @Range(min = "0", max = "1000000")
            Optional<BigDecimal> cachedInput,

            @Doc("Price of a million input tokens that the provider puts into its cache; absent: as `input`.")
            @Range(min = "0", max = "1000000")
            Optional<BigDecimal> cacheWrite,

            @Doc("Price of a million input tokens that it puts there for an hour; absent: as `cache-write`.")
            @Range(min = "0", max = "1000000")
            Optional<BigDecimal> longCacheWrite,

            @Doc("Price of a million output tokens.") @Range(min = "0", max = "1000000")
            BigDecimal output,

            @Doc("Price of a million output tokens that are reasoning; absent: as `output`.")
            @Range(min = "0", max = "1000000")
            Optional<BigDecimal> reasoning,

            @Doc("Price of a million input tokens that are images; absent: as `input`.")
            @Range(min = "0", max = "1000000")
            Optional<BigDecimal> image,

            @Doc(
                    "Number of input tokens, cached ones too, above which the whole request costs `long-input-times` and `long-output-times` as much; `0`: never.")
            @Default("0")
            @Range(min = "0", max = "1000000000")
            int longAbove,

            @Doc("How many times as much all kinds of input cost above `long-above`.")
            @Default("1")
            @Range(min = "1", max = "10")
            BigDecimal longInputTimes,

            @Doc("How many times as much all kinds of output cost above `long-above`.")
            @Default("1")
            @Range(min = "1", max = "10")
            BigDecimal longOutputTimes,

            @Doc("Other names of the same model.") @Default("")
            List<String> aliases,

            @Doc("Day on which the price was read.") Optional<LocalDate> date,

            @Doc("Where the price comes from.") @Default("configuration")
            String source) {
        public ModelPrice {
            aliases = List.copyOf(aliases);
        }
    }

    /// The price of the model of this name or alias; empty if it has none.
    public Optional<Price> of(String model) {
        ModelPrice price = models.get(model);
        if (price == null) {
            price = models.values().stream()
                    .filter(candidate -> candidate.aliases().contains(model))
                    .findFirst()
                    .orElse(null);
        }
        return Optional.ofNullable(price).map(this::inNanoEuros);
    }

    /// The price of every name and alias, for a caller that looks many up.
    public Map<String, Price> byName() {
        Map<String, Price> all = new LinkedHashMap<>();
        models.values().forEach(price -> price.aliases().forEach(name -> all.put(name, inNanoEuros(price))));
        models.forEach((name, price) -> all.put(name, inNanoEuros(price)));
        return Map.copyOf(all);
    }

    private Price inNanoEuros(ModelPrice price) {
        return price.longAbove() == 0
                ? inNanoEuros(price, BigDecimal.ONE, BigDecimal.ONE, null)
                : inNanoEuros(
                        price,
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        new Price.Longer(
                                price.longAbove(),
                                inNanoEuros(price, price.longInputTimes(), price.longOutputTimes(), null)));
    }

    private Price inNanoEuros(
            ModelPrice price, BigDecimal inputTimes, BigDecimal outputTimes, Price.@Nullable Longer longer) {
        BigDecimal cacheWrite = price.cacheWrite().orElse(price.input());
        return new Price(
                nanoEuros(price.input().multiply(inputTimes), price.currency()),
                nanoEuros(price.cachedInput().orElse(price.input()).multiply(inputTimes), price.currency()),
                nanoEuros(price.output().multiply(outputTimes), price.currency()),
                nanoEuros(price.reasoning().orElse(price.output()).multiply(outputTimes), price.currency()),
                nanoEuros(price.image().orElse(price.input()).multiply(inputTimes), price.currency()),
                nanoEuros(cacheWrite.multiply(inputTimes), price.currency()),
                nanoEuros(price.longCacheWrite().orElse(cacheWrite).multiply(inputTimes), price.currency()),
                longer);
    }

    private long nanoEuros(BigDecimal amount, Currency currency) {
        BigDecimal euros =
                switch (currency) {
                    case EUR -> amount;
                    case USD -> amount.multiply(exchangeRate.usdToEur());
                };
        return euros.movePointRight(9).setScale(0, RoundingMode.CEILING).longValueExact();
    }
}
