package eu.rempart.guard.injection;

import java.util.Arrays;

/// What the classifier sees of a part of a text: hashed numbers of the concepts in it and of how they
/// stand to each other. Concepts are the same in every language, so that what is learned of them in
/// one carries over to the others. Words themselves are left out: they made the model better on texts
/// of its own sources and worse on all others. Used by one thread.
final class WindowFeatures {
    /// The number of features, a power of two.
    static final int BUCKETS = 1 << 18;

    static final int SHORTEST_WINDOW = 24;
    private static final int LONGEST_WINDOW = 64;
    private static final int NEAR = 8;
    private static final int MOST_HITS = 96;

    /// Sets the features of documents apart, so that the same words may weigh otherwise there.
    private static final int DOCUMENT = 64;

    private final ConceptHits hits;
    private final boolean document;
    int[] features = new int[512];
    int count;

    /// @param document whether the text is not the user's own words
    WindowFeatures(ConceptHits hits, boolean document) {
        this.hits = hits;
        this.document = document;
    }

    /// The end of the window that begins at a word: whole sentences, not too few words and not too
    /// many.
    int windowEnd(int from) {
        int n = hits.words.count();
        int end = Math.min(n, from + SHORTEST_WINDOW);
        while (end < n && end - from < LONGEST_WINDOW && hits.words.sentence(end) == hits.words.sentence(end - 1)) {
            end++;
        }
        // A short rest belongs to the last window.
        return n - end <= SHORTEST_WINDOW / 2 ? n : end;
    }

    /// Where the window after one that ended at `end` begins: half a window before, so that nothing
    /// is only ever seen cut in two.
    static int nextStart(int start, int end) {
        return Math.max(start + SHORTEST_WINDOW / 2, end - SHORTEST_WINDOW / 2);
    }

    /// Collects the features of the words from `from` to before `to` into [#features].
    void read(int from, int to) {
        count = 0;
        concepts(from, to);
    }

    private void concepts(int from, int to) {
        int first = firstHit(from);
        int last = Math.min(hits.count, first + MOST_HITS);
        int previous = -1;
        int twoBefore = -1;
        for (int h = first; h < last && hits.first[h] < to; h++) {
            int concept = hits.concept[h] + 1;
            int sentence = hits.words.sentence(hits.first[h]);
            both(6, concept, 0);
            int place = hits.first[h];
            if (place < 2 || hits.words.sentence(place - 2) != sentence) {
                both(7, concept, 0);
            }
            for (int g = h - 1; g >= first; g--) {
                int gap = hits.first[h] - hits.last[g];
                if (gap > NEAR * 2) {
                    break;
                }
                if ((hits.languages[g] & hits.languages[h]) == 0) {
                    continue;
                }
                boolean together = hits.words.sentence(hits.first[g]) == sentence;
                if (gap <= NEAR && together) {
                    both(8, hits.concept[g] + 1, concept);
                }
                add(9, Math.min(hits.concept[g] + 1, concept), Math.max(hits.concept[g] + 1, concept));
            }
            if (previous >= 0 && twoBefore >= 0 && hits.words.sentence(hits.first[twoBefore]) == sentence) {
                add(10, (hits.concept[twoBefore] + 1) * 128 + hits.concept[previous] + 1, concept);
            }
            if (previous < 0 || hits.first[h] > hits.first[previous]) {
                twoBefore = previous;
                previous = h;
            }
        }
    }

    private int firstHit(int word) {
        int low = 0;
        int high = hits.count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hits.first[middle] < word) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void both(int kind, int a, int b) {
        add(kind, a, b);
        if (document) {
            add(kind + DOCUMENT, a, b);
        }
    }

    private void add(int kind, int a, int b) {
        if (count == features.length) {
            features = Arrays.copyOf(features, count * 2);
        }
        int mixed = ((a * 0x85EBCA6B) ^ Integer.rotateLeft(b * 0xC2B2AE35, 13)) + kind * 0x27D4EB2F;
        mixed ^= mixed >>> 15;
        mixed *= 0x2C1B3C6D;
        mixed ^= mixed >>> 12;
        features[count++] = mixed & (BUCKETS - 1);
    }
}
