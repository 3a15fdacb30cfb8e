package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import java.util.List;

/// What the detector thinks of a text.
///
/// @param level the level, derived from `score`
/// @param score from 0 (nothing) to below 1; it grows with the evidence and is not a probability
/// @param findings the rules that spoke and where, at most one for each rule, in the order of the
///     text; offsets are in the assessed text. A rule whose name starts with `decoded-` found its
///     match inside the encoded span.
public record Assessment(Level level, double score, List<Finding> findings) {
    public Assessment {
        findings = List.copyOf(findings);
    }
}
