package eu.rempart.guard.injection;

import java.util.Objects;

/// A part of a text that did not come from the user.
///
/// @param provenance where it came from
/// @param start the first UTF-16 unit, from 0
/// @param end the unit after the last one; at least `start`
public record Part(Provenance provenance, int start, int end) {
    public Part {
        Objects.requireNonNull(provenance, "provenance");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: " + start + ".." + end);
        }
    }
}
