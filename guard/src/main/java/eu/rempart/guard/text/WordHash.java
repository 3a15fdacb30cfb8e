package eu.rempart.guard.text;

/// A 64-bit hash of a word that grows letter by letter, for tables of words: the hash of a beginning
/// is a step on the way to the hash of the whole. Not for secrets.
public final class WordHash {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private WordHash() {}

    /// The hash after one more letter; an empty word has 0.
    public static long grow(long hash, char letter) {
        long mixed = (hash ^ letter) * GOLDEN;
        return mixed ^ (mixed >>> 29);
    }

    /// The hash of a whole word.
    public static long of(CharSequence word) {
        long hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = grow(hash, word.charAt(i));
        }
        return hash;
    }
}
