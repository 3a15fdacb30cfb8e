package eu.rempart.guard.pii;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Collects candidates of one text and keeps the best of those that overlap: surer rules are asked
/// first. Used by one thread.
final class Matches {
    private final List<Candidate> candidates = new ArrayList<>();

    private record Candidate(PiiType type, int start, int end, int rank) {}

    /// @param rank lower is surer
    void add(PiiType type, int start, int end, int rank) {
        if (end > start) {
            candidates.add(new Candidate(type, start, end, rank));
        }
    }

    List<PiiMatch> best() {
        if (candidates.isEmpty()) {
            return List.of();
        }
        candidates.sort(Comparator.comparingInt(Candidate::rank)
                .thenComparing(Comparator.comparingInt((Candidate c) -> c.end() - c.start())
                        .reversed()));
        TreeMap<Integer, PiiMatch> kept = new TreeMap<>();
        for (Candidate c : candidates) {
            var before = kept.lowerEntry(c.end());
            if (before == null || before.getValue().end() <= c.start()) {
                kept.put(c.start(), new PiiMatch(c.type(), c.start(), c.end()));
            }
        }
        return List.copyOf(kept.values());
    }
}
