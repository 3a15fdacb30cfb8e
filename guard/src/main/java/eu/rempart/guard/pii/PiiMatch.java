package eu.rempart.guard.pii;

import java.util.Objects;

/// A place in a text where personal data stands. It does not hold the data.
///
/// @param type what it is
/// @param start the first UTF-16 unit, from 0
/// @param end the unit after the last one; greater than `start`
public record PiiMatch(PiiType type, int start, int end) {
    public PiiMatch {
        Objects.requireNonNull(type, "type");
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("not a range: " + start + ".." + end);
        }
    }
}
