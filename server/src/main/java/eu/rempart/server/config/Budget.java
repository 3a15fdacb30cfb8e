package eu.rempart.server.config;

import java.math.BigDecimal;

/// What may be spent in a calendar month.
public sealed interface Budget {
    /// A limit.
    ///
    /// @param nanoEuros billionths of a euro, never negative; zero allows nothing that costs
    record Capped(long nanoEuros) implements Budget {
        public Capped {
            if (nanoEuros < 0) {
                throw new IllegalArgumentException("a budget cannot be negative: " + nanoEuros);
            }
        }
    }

    /// No limit.
    record Unlimited() implements Budget {}

    /// A limit of this many euros.
    ///
    /// @param euros not negative, at most nine decimal places
    /// @throws ArithmeticException if it is not a whole number of nano-euros or does not fit
    static Budget ofEuros(BigDecimal euros) {
        return new Capped(euros.movePointRight(9).longValueExact());
    }
}
