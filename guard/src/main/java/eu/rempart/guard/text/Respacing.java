package eu.rempart.guard.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts right how words are spaced: runs of single letters, words split by a sign, words glued
/// together. Used by one thread.
final class Respacing {
    private static final int SHORTEST_SPACED_RUN = 4;
    private static final int LONGEST_SPACED_RUN = 600;
    private static final int WIDEST_GAP = 12;
    private static final int SHORTEST_GLUED = 20;
    private static final int LONGEST_GLUED = 200;
    private static final int MOST_PARTS = 6;

    private final Words words;
    private final String text;
    private final NormalText.Vocabulary vocabulary;
    private final Words out;

    private Respacing(Words words, String text, NormalText.Vocabulary vocabulary, int first) {
        this.words = words;
        this.text = text;
        this.vocabulary = vocabulary;
        out = words.upTo(first);
    }

    static Words mend(Words words, String text, NormalText.Vocabulary vocabulary) {
        int runs = 0;
        for (int w = 0; w < words.count; w++) {
            int length = words.length(w);
            runs = length == 1 ? runs + 1 : 0;
            boolean split = w + 1 < words.count && isSplit(words, text, w) && splitEnd(words, text, vocabulary, w) > 0;
            if (runs >= SHORTEST_SPACED_RUN || length >= SHORTEST_GLUED || split) {
                int first = Math.max(0, w + 1 - Math.max(1, runs));
                Respacing respacing = new Respacing(words, text, vocabulary, first);
                respacing.mend(first);
                return respacing.out;
            }
        }
        return words;
    }

    /// Whether only one sign that no language writes inside a word stands between a word and the next.
    private static boolean isSplit(Words words, String text, int w) {
        if (words.start[w + 1] - words.end[w] != 1) {
            return false;
        }
        char between = text.charAt(words.end[w]);
        return between != ' ' && between != '\n' && between != '\'' && between != '’' && between != '\t';
    }

    private void mend(int first) {
        int w = first;
        while (w < words.count) {
            int run = w;
            while (run < words.count
                    && words.length(run) == 1
                    && run - w < LONGEST_SPACED_RUN
                    && (run == w || words.start[run] - words.end[run - 1] <= WIDEST_GAP)) {
                run++;
            }
            int split = run - w >= SHORTEST_SPACED_RUN ? 0 : splitEnd(words, text, vocabulary, w);
            if (run - w >= SHORTEST_SPACED_RUN) {
                joinRun(w, run);
                w = run;
            } else if (split > 0) {
                out.add(
                        words.letters,
                        words.from[w],
                        words.to[split - 1],
                        words.start[w],
                        words.end[split - 1],
                        words.sentence[w],
                        true);
                w = split;
            } else if (words.length(w) >= SHORTEST_GLUED
                    && words.length(w) <= LONGEST_GLUED
                    && cut(words.letters, words.from[w], words.to[w], null, words.start[w], words.end[w], w, true)) {
                w++;
            } else {
                out.add(
                        words.letters,
                        words.from[w],
                        words.to[w],
                        words.start[w],
                        words.end[w],
                        words.sentence[w],
                        words.hidden[w]);
                w++;
            }
        }
    }

    /// The word after a telling word that was split into parts from `first` on (`ig-nore`,
    /// `instruc*tions`); 0 when there is none.
    private static int splitEnd(Words words, String text, NormalText.Vocabulary vocabulary, int first) {
        int last = first;
        while (last + 1 < words.count && last + 1 - first < MOST_PARTS && isSplit(words, text, last)) {
            last++;
        }
        for (int stop = last; stop > first; stop--) {
            // The parts of neighbouring words follow each other in the table of letters.
            if (vocabulary.isTelling(words.letters, words.from[first], words.to[stop])) {
                return stop + 1;
            }
        }
        return 0;
    }

    /// Wider gaps than the usual one separate the words of a run.
    private void joinRun(int first, int last) {
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        for (int w = first + 1; w < last; w++) {
            int gap = words.start[w] - words.end[w - 1];
            smallest = Math.min(smallest, gap);
            largest = Math.max(largest, gap);
        }
        int part = first;
        while (part < last) {
            int stop = part + 1;
            while (stop < last && (words.start[stop] - words.end[stop - 1] == smallest || largest == smallest)) {
                stop++;
            }
            char[] joined = new char[stop - part];
            int[] places = new int[joined.length];
            for (int w = part; w < stop; w++) {
                joined[w - part] = words.letters[words.from[w]];
                places[w - part] = words.start[w];
            }
            if (!cut(joined, 0, joined.length, places, words.start[part], words.end[stop - 1], first, false)) {
                out.add(
                        joined,
                        0,
                        joined.length,
                        words.start[part],
                        words.end[stop - 1],
                        words.sentence[first],
                        joined.length > 1);
            }
            part = stop;
        }
    }

    /// Cuts glued letters into words by least cost: a word costs 1, a letter outside a word 2.
    ///
    /// @param places where each letter stands; null when the whole stands from `startAt` to `endAt`
    /// @param strict whether nearly nothing may be left over
    private boolean cut(
            char[] source,
            int first,
            int last,
            int @Nullable [] places,
            int startAt,
            int endAt,
            int word,
            boolean strict) {
        int n = last - first;
        int[] cost = new int[n + 1];
        int[] step = new int[n + 1];
        Arrays.fill(cost, Integer.MAX_VALUE / 2);
        cost[0] = 0;
        for (int i = 0; i < n; i++) {
            if (cost[i] + 2 < cost[i + 1]) {
                cost[i + 1] = cost[i] + 2;
                step[i + 1] = -1;
            }
            long lengths = vocabulary.wordLengths(source, first + i, last);
            while (lengths != 0) {
                int size = Long.numberOfTrailingZeros(lengths);
                lengths &= lengths - 1;
                if (size <= n - i && cost[i] + 1 < cost[i + size]) {
                    cost[i + size] = cost[i] + 1;
                    step[i + size] = size;
                }
            }
        }
        int found = 0;
        int loose = 0;
        int[] cuts = new int[n + 1];
        for (int i = n; i > 0; ) {
            if (step[i] < 0) {
                loose++;
                i--;
            } else {
                cuts[found++] = i - step[i];
                i -= step[i];
            }
        }
        if (found < 2 || loose * 5 > (strict ? n / 2 : n)) {
            return false;
        }
        for (int k = found - 1; k >= 0; k--) {
            int wordStart = cuts[k];
            // Loose letters belong to the word before them: "instruction" + "s".
            int wordEnd = k > 0 ? cuts[k - 1] : n;
            int offset = places == null ? startAt : places[wordStart];
            int stop = places == null ? endAt : places[wordEnd - 1] + 1;
            out.add(source, first + wordStart, first + wordEnd, offset, stop, words.sentence[word], true);
        }
        return true;
    }
}
