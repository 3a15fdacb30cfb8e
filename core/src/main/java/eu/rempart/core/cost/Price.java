package eu.rempart.core.cost;

import java.math.BigInteger;

/// What a model costs, in nano-euros for a million tokens.
public record Price(long input, long cachedInput, long output) {

    /// A model that runs on the operator's own machines.
    public static final Price FREE = new Price(0, 0, 0);

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (input < 0 || cachedInput < 0 || output < 0) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }

    /// The cost in whole nano-euros, rounded up once, at the end.
    ///
    /// @throws ArithmeticException if it does not fit a `long` (over nine billion euros)
    public long nanoEuros(TokenUsage usage) {
        BigInteger sum = product(input, usage.input() - usage.cachedInput())
                .add(product(cachedInput, usage.cachedInput()))
                .add(product(output, usage.output()));
        BigInteger[] quotient = sum.divideAndRemainder(MILLION);
        return quotient[0].longValueExact() + (quotient[1].signum() == 0 ? 0 : 1);
    }

    private static BigInteger product(long price, long tokens) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(tokens));
    }
}
