package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import java.util.List;

/// What the detector thinks of a text.
///
/// @param level the level, derived from `score` and from where the text came from
/// @param score from 0 to 1, calibrated: about this share of unseen texts with this score, half of
///     all texts being attacks, are attacks
/// @param findings the rules that spoke and where, at most one for each rule and path, in the order of
///     the text; offsets are in the assessed text. It may be empty although the score is high: the
///     classifier gives no reasons.
public record Assessment(Level level, double score, List<Finding> findings) {
    public Assessment {
        findings = List.copyOf(findings);
    }
}
