package eu.rempart.guard.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts by measure and group. Used by one thread.
final class Tally {
    private record Key(String measure, String by) {}

    private final Map<Key, Map<String, int[]>> counts = new LinkedHashMap<>();

    void count(String measure, String by, String group, boolean found) {
        if (group.isEmpty()) {
            return;
        }
        int[] count = counts.computeIfAbsent(new Key(measure, by), k -> new TreeMap<>())
                .computeIfAbsent(group, g -> new int[2]);
        count[0] += found ? 1 : 0;
        count[1]++;
    }

    /// Counts a text in all the groups it belongs to.
    void count(String measure, Labelled text, boolean found) {
        count(measure, "all", "all", found);
        count(measure, "source", text.source(), found);
        count(measure, "language", text.language(), found);
        count(measure, "kind", text.kind(), found);
    }

    List<Score> scores() {
        List<Score> scores = new ArrayList<>();
        counts.forEach((key, groups) -> groups.forEach((group, count) ->
                scores.add(new Score(key.measure(), key.by(), group, new Share(count[0], count[1])))));
        return scores;
    }
}
