package eu.rempart.guard.secret;

import eu.rempart.guard.text.FoldedLetters;
import eu.rempart.guard.text.LiteralAutomaton;

/// Reads a text character by character for registered secrets with blanks or invisible characters
/// between their letters. Used by one thread.
final class SpacedReader {
    /// A shorter secret would be found in ordinary words.
    private static final int SHORTEST = 12;

    /// More than so much between two letters ends a secret, so that what a stream holds back is bounded.
    private static final int WIDEST_GAP = 8;

    private final LiteralAutomaton squeezed;
    private final long[] places;
    private long kept;
    private long last;
    private int state;

    /// @param squeezed the secrets without blanks
    /// @param longest the length of the longest
    SpacedReader(LiteralAutomaton squeezed, int longest) {
        this.squeezed = squeezed;
        places = new long[longest];
    }

    static boolean isBetween(char c) {
        return Character.isWhitespace(c) || FoldedLetters.of(c) == FoldedLetters.NOTHING;
    }

    /// Reads the character at a place; where the secret that ends with it begins, or -1.
    long next(char c, long place) {
        if (isBetween(c)) {
            return -1;
        }
        if (kept > 0 && place - last > WIDEST_GAP + 1) {
            state = 0;
        }
        last = place;
        places[(int) (kept++ % places.length)] = place;
        state = squeezed.next(state, c);
        int literal = squeezed.longestAt(state);
        int length = literal < 0 ? 0 : squeezed.length(literal);
        return length >= SHORTEST ? places[(int) ((kept - length) % places.length)] : -1;
    }

    /// The place from which on what was read could still become a secret; `place`, the next one, if
    /// none is open.
    long openFrom(long place) {
        int depth = squeezed.depth(state);
        boolean open = depth > 0 && place - last <= WIDEST_GAP + 1;
        return open ? places[(int) ((kept - depth) % places.length)] : place;
    }
}
