package eu.rempart.core.cost;

import java.math.BigInteger;

/// What a model costs, in nano-euros for a million tokens.
///
/// @param input for what is read
/// @param cachedInput for what is read from the provider's cache
/// @param output for what is written
/// @param reasoning for the part of what is written that is reasoning
/// @param image for the part of what is read that is images
public record Price(long input, long cachedInput, long output, long reasoning, long image) {

    /// A model that runs on the operator's own machines.
    public static final Price FREE = new Price(0, 0, 0);

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (input < 0 || cachedInput < 0 || output < 0 || reasoning < 0 || image < 0) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }

    /// Reasoning costs what any output costs, images what any input does.
    public Price(long input, long cachedInput, long output) {
        this(input, cachedInput, output, output, input);
    }

    /// The cost in whole nano-euros, rounded up once, at the end.
    ///
    /// @throws ArithmeticException if it does not fit a `long` (over nine billion euros)
    public long nanoEuros(TokenUsage usage) {
        return rounded(product(input, usage.input() - usage.cachedInput() - usage.image())
                .add(product(cachedInput, usage.cachedInput()))
                .add(product(image, usage.image()))
                .add(product(output, usage.output() - usage.reasoning()))
                .add(product(reasoning, usage.reasoning())));
    }

    /// The most that so many tokens can cost, whatever kinds of tokens they turn out to be.
    ///
    /// @throws ArithmeticException if it does not fit a `long`
    public long mostNanoEuros(long inputTokens, long outputTokens) {
        return rounded(product(Math.max(input, Math.max(cachedInput, image)), inputTokens)
                .add(product(Math.max(output, reasoning), outputTokens)));
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
