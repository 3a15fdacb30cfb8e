package eu.rempart.guard.pii;

import java.util.List;
import java.util.Set;

/// A text that may leave the house, unless the policy refuses something in it.
///
/// @param text the text with placeholders; it contains none of the masked values
/// @param matches what was masked, where it stood in the text before; also secrets, and texts that
///     looked like placeholders
/// @param refused the types in it that the policy refuses; when there is one, the text is not to be
///     sent
public record Masked(String text, List<PiiMatch> matches, Set<PiiType> refused) {
    public Masked {
        matches = List.copyOf(matches);
        refused = Set.copyOf(refused);
    }
}
