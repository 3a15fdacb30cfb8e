package eu.rempart.core.knowledge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The words that misspellings are compared with. Immutable, thread-safe.
///
/// A search engine's fuzzy query builds an automaton for each word, which costs milliseconds; for
/// the few hundred words that begin with a given letter, counting the edits costs microseconds.
final class Vocabulary {
    private static final int MIN_LENGTH = 5;
    private static final int MAX_LENGTH = 24;
    private static final int TWO_EDITS_LENGTH = 8;
    private static final int MAX_SPELLINGS = 3;

    private final Map<Character, List<String>> byFirstLetter = new HashMap<>();

    Vocabulary(Set<String> words) {
        for (String word : words) {
            byFirstLetter
                    .computeIfAbsent(word.charAt(0), _ -> new ArrayList<>())
                    .add(word);
        }
        byFirstLetter.values().forEach(list -> list.sort(Comparator.naturalOrder()));
    }

    /// The words that a misspelt one may stand for, the likeliest first, at most three: those with
    /// the same first letter and one edit, or two in a long word. An edit is a letter more, less,
    /// other, or swapped with its neighbour.
    List<QuestionTerm.Spelling> near(String word) {
        if (word.length() < MIN_LENGTH || word.length() > MAX_LENGTH) {
            return List.of();
        }
        int maxEdits = word.length() < TWO_EDITS_LENGTH ? 1 : 2;
        List<QuestionTerm.Spelling> spellings = new ArrayList<>();
        for (String known : byFirstLetter.getOrDefault(word.charAt(0), List.of())) {
            if (Math.abs(known.length() - word.length()) <= maxEdits) {
                int edits = edits(word, known);
                if (edits <= maxEdits) {
                    double likeness = 1 - (double) edits / Math.min(word.length(), known.length());
                    spellings.add(new QuestionTerm.Spelling(known, likeness));
                }
            }
        }
        spellings.sort(
                Comparator.comparingDouble(QuestionTerm.Spelling::likeness).reversed());
        return List.copyOf(spellings.subList(0, Math.min(MAX_SPELLINGS, spellings.size())));
    }

    /// The optimal string alignment distance.
    private static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, beforeLast[j - 2] + 1);
                }
                row[j] = best;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
