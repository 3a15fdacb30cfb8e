package eu.rempart.guard.pii;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

    /// The type of the surest candidate that is an identifier; null when there is none. Names and
    /// addresses are guesses: in what was decoded they would be guesses on guesses.
    @Nullable
    PiiType surest() {
        Candidate surest = null;
        for (Candidate c : candidates) {
            boolean guess = c.type() == PiiType.NAME || c.type() == PiiType.ADDRESS;
            if (!guess && (surest == null || c.rank() < surest.rank())) {
                surest = c;
            }
        }
        return surest == null ? null : surest.type();
    }

    /// Two rules that found parts of one address: it is what both saw, unless something else stands there.
    private static void join(Candidate c, PiiMatch address, NavigableMap<Integer, PiiMatch> kept) {
        int start = Math.min(c.start(), address.start());
        int end = Math.max(c.end(), address.end());
        var left = kept.lowerEntry(address.start());
        var right = kept.higherEntry(address.start());
        if ((left == null || left.getValue().end() <= start)
                && (right == null || right.getValue().start() >= end)) {
            kept.remove(address.start());
            kept.put(start, new PiiMatch(PiiType.ADDRESS, start, end));
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
            } else if (c.type() == PiiType.ADDRESS && before.getValue().type() == PiiType.ADDRESS) {
                join(c, before.getValue(), kept);
            }
        }
        return List.copyOf(kept.values());
    }
}
