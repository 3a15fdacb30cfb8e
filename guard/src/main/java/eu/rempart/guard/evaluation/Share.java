package eu.rempart.guard.evaluation;

/// How many of how many, with the interval that the true share lies in.
///
/// @param found how many
/// @param of how many there were
public record Share(int found, int of) {
    /// Two-sided 95 % of the normal distribution.
    private static final double Z = 1.959964;

    /// The share, from 0 to 1; 0 of none.
    public double value() {
        return of == 0 ? 0 : (double) found / of;
    }

    /// The lower end of the 95 % interval (Wilson's score interval, 1927).
    public double low() {
        return of == 0 ? 0 : Math.max(0, centre() - halfWidth());
    }

    /// The upper end.
    public double high() {
        return of == 0 ? 1 : Math.min(1, centre() + halfWidth());
    }

    private double centre() {
        return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
    }

    private double halfWidth() {
        double spread = value() * (1 - value()) / of + Z * Z / (4.0 * of * of);
        return Z * Math.sqrt(spread) / (1 + Z * Z / of);
    }
}
