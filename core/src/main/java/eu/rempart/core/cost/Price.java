package eu.rempart.core.cost;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What a model costs, in nano-euros for a million tokens.
///
/// @param input for what is read
/// @param cachedInput for what is read from the provider's cache
/// @param output for what is written
/// @param reasoning for the part of what is written that is reasoning
/// @param image for the part of what is read that is images
/// @param cacheWrite for the part of what is read that the provider puts into its cache, for minutes
/// @param longCacheWrite for what it puts there for an hour
/// @param longer what all of a request costs that reads much; null: the same
public record Price(
        long input,
        long cachedInput,
        long output,
        long reasoning,
        long image,
        long cacheWrite,
        long longCacheWrite,
        @Nullable Longer longer) {

    /// The price of long requests.
    ///
    /// @param above more tokens than these are read, cached ones too
    public record Longer(long above, Price price) {}

    /// A model that runs on the operator's own machines.
    public static final Price FREE = new Price(0, 0, 0);

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (input < 0
                || cachedInput < 0
                || output < 0
                || reasoning < 0
                || image < 0
                || cacheWrite < 0
                || longCacheWrite < 0) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }

    /// It costs the same however long the request is.
    public Price(
            long input,
            long cachedInput,
            long output,
            long reasoning,
            long image,
            long cacheWrite,
            long longCacheWrite) {
        this(input, cachedInput, output, reasoning, image, cacheWrite, longCacheWrite, null);
    }

    /// Filling the cache costs nothing beyond the reading.
    public Price(long input, long cachedInput, long output, long reasoning, long image) {
        this(input, cachedInput, output, reasoning, image, input, input);
    }

    /// Reasoning costs what any output costs, images what any input does.
    public Price(long input, long cachedInput, long output) {
        this(input, cachedInput, output, output, input);
    }

    /// What one request costs that reads so much: the same however often, and thus whatever several come to together.
    public Price forInput(long tokens) {
        return longer != null && tokens > longer.above() ? longer.price() : withoutLonger();
    }

    /// What one request costs at most that may read so much, for each kind of tokens.
    public Price forInputUpTo(long tokens) {
        Price plain = withoutLonger();
        return longer != null && tokens > longer.above() ? plain.orDearer(longer.price()) : plain;
    }

    private Price orDearer(Price other) {
        return new Price(
                Math.max(input, other.input),
                Math.max(cachedInput, other.cachedInput),
                Math.max(output, other.output),
                Math.max(reasoning, other.reasoning),
                Math.max(image, other.image),
                Math.max(cacheWrite, other.cacheWrite),
                Math.max(longCacheWrite, other.longCacheWrite));
    }

    /// The cost of one request in whole nano-euros, rounded up once, at the end.
    ///
    /// @throws ArithmeticException if it does not fit a `long` (over nine billion euros)
    public long nanoEuros(TokenUsage usage) {
        if (longer != null && usage.input() > longer.above()) {
            return longer.price().nanoEuros(usage);
        }
        long plain = usage.input() - usage.cachedInput() - usage.image() - usage.cacheWrite() - usage.longCacheWrite();
        return rounded(product(input, plain)
                .add(product(cachedInput, usage.cachedInput()))
                .add(product(cacheWrite, usage.cacheWrite()))
                .add(product(longCacheWrite, usage.longCacheWrite()))
                .add(product(image, usage.image()))
                .add(product(output, usage.output() - usage.reasoning()))
                .add(product(reasoning, usage.reasoning())));
    }

    /// The most that so many tokens of one request can cost, whatever kinds of tokens they turn out to be.
    ///
    /// @throws ArithmeticException if it does not fit a `long`
    public long mostNanoEuros(long inputTokens, long outputTokens) {
        if (longer != null) {
            return forInputUpTo(inputTokens).mostNanoEuros(inputTokens, outputTokens);
        }
        long dearest = Math.max(Math.max(input, cachedInput), Math.max(image, Math.max(cacheWrite, longCacheWrite)));
        return rounded(product(dearest, inputTokens).add(product(Math.max(output, reasoning), outputTokens)));
    }

    private Price withoutLonger() {
        return new Price(input, cachedInput, output, reasoning, image, cacheWrite, longCacheWrite);
    }

    private static long rounded(BigInteger millionths) {
        BigInteger[] quotient = millionths.divideAndRemainder(MILLION);
        return quotient[0]
                .add(quotient[1].signum() == 0 ? BigInteger.ZERO : BigInteger.ONE)
                .longValueExact();
    }

    private static BigInteger product(long price, long tokens) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(tokens));
    }
}
