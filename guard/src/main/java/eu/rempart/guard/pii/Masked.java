package eu.rempart.guard.pii;

import java.util.List;

/// A text that may leave the house.
///
/// @param text the text with placeholders; it contains none of the masked values
/// @param matches what was masked, where it stood in the text before; also secrets, and texts that
///     looked like placeholders
public record Masked(String text, List<PiiMatch> matches) {
    public Masked {
        matches = List.copyOf(matches);
    }
}
