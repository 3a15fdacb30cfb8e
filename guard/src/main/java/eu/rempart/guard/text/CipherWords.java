package eu.rempart.guard.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How telling words look in ROT13 and backwards, by their [WordHash]. Immutable and thread-safe.
final class CipherWords {
    /// What a word's hash stands for: a word in ROT13.
    static final int ROTATED = 1;

    /// A word written backwards.
    static final int REVERSED = 2;

    private static final int FILTER_BITS = 1 << 12;

    private final long[] filter = new long[FILTER_BITS / Long.SIZE];
    private final Map<Long, Integer> kinds = new HashMap<>();

    /// @param words plain words in lower case
    CipherWords(List<String> words) {
        for (String word : words) {
            add(Encodings.rot13(word), ROTATED);
            String backwards = new StringBuilder(word).reverse().toString();
            add(backwards, REVERSED);
            // Both: in ROT13 it still has to be turned round, and shows so.
            add(Encodings.rot13(backwards), ROTATED);
        }
    }

    private void add(String word, int kind) {
        long hash = WordHash.of(word);
        kinds.merge(hash, kind, (a, b) -> a | b);
        filter[bit(hash) >>> 6] |= 1L << bit(hash);
    }

    private static int bit(long hash) {
        return (int) (hash >>> 32) & (FILTER_BITS - 1);
    }

    /// [#ROTATED], [#REVERSED], both added, or 0.
    int of(long hash) {
        int bit = bit(hash);
        return (filter[bit >>> 6] >>> bit & 1) == 0 ? 0 : kinds.getOrDefault(hash, 0);
    }
}
