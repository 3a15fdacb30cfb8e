package eu.rempart.guard.output;

import eu.rempart.guard.text.FoldedLetters;
import org.jspecify.annotations.Nullable;

/// Looks for the canary letter by letter (Knuth, Morris and Pratt), whatever case it is in and
/// whatever stands between its letters.
final class CanaryWatch {
    /// More than this between two letters is not the canary any more.
    private static final int WIDEST_GAP = 16;

    private final char[] letters;
    private final int[] fail;
    private final long[] places;
    private int matched;
    private int gap;
    private long read;
    private long found;

    CanaryWatch(String canary) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < canary.length(); i++) {
            char folded = FoldedLetters.of(canary.charAt(i));
            if (folded != FoldedLetters.NOTHING && folded != FoldedLetters.SEPARATOR) {
                plain.append(folded);
            }
        }
        letters = plain.toString().toCharArray();
        fail = new int[letters.length + 1];
        for (int i = 1, k = 0; i < letters.length; i++) {
            while (k > 0 && letters[i] != letters[k]) {
                k = fail[k];
            }
            k += letters[i] == letters[k] ? 1 : 0;
            fail[i + 1] = k;
        }
        places = new long[letters.length + 1];
    }

    @Nullable
    String next(char c) {
        read++;
        if (letters.length == 0) {
            return null;
        }
        char folded = FoldedLetters.of(c);
        if (folded == FoldedLetters.NOTHING || folded == FoldedLetters.SEPARATOR) {
            gap++;
            if (gap > WIDEST_GAP) {
                matched = 0;
            }
            return null;
        }
        gap = 0;
        places[(int) (found++ % places.length)] = read - 1;
        while (matched > 0 && letters[matched] != folded) {
            matched = fail[matched];
        }
        matched += letters[matched] == folded ? 1 : 0;
        return matched == letters.length ? "canary" : null;
    }

    long safeUntil() {
        return matched == 0 ? read : places[(int) ((found - matched) % places.length)];
    }
}
