package eu.rempart.guard.text;

import java.util.Map;

/// A table from folded words to flags, read by [WordHash]. Immutable and thread-safe.
public final class WordTable {
    private static final int FEWEST_BITS = 1 << 18;
    private static final int MOST_BITS = 1 << 20;

    private final int filterBits;
    private final long[] filter;
    private final long[] keys;
    private final int[] flags;

    /// @param words folded words, and what is known of them; flags of 0 are not kept
    public WordTable(Map<String, Integer> words) {
        int size = Integer.highestOneBit(Math.max(16, words.size() * 4));
        filterBits = Math.clamp(size * 2L, FEWEST_BITS, MOST_BITS);
        filter = new long[filterBits / Long.SIZE];
        keys = new long[size];
        flags = new int[size];
        words.forEach((word, flag) -> {
            long hash = WordHash.of(word);
            int at = slot(hash);
            while (keys[at] != 0) {
                at = (at + 1) & (keys.length - 1);
            }
            keys[at] = hash;
            flags[at] = flag;
            filter[bit(hash) >>> 6] |= 1L << bit(hash);
        });
    }

    private int slot(long hash) {
        return (int) (hash >>> 32) & (keys.length - 1);
    }

    private int bit(long hash) {
        return (int) (hash >>> 44) & (filterBits - 1);
    }

    /// The flags of the word with that hash; 0 when it is unknown.
    public int flags(long hash) {
        int bit = bit(hash);
        if ((filter[bit >>> 6] >>> bit & 1) == 0) {
            return 0;
        }
        int at = slot(hash);
        while (keys[at] != 0) {
            if (keys[at] == hash) {
                return flags[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        return 0;
    }
}
