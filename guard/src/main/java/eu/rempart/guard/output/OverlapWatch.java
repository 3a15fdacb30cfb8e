package eu.rempart.guard.output;

import org.jspecify.annotations.Nullable;

/// Looks for a long piece of the system prompt: that many letters in a row, whatever their case and accents, and
/// whatever blanks, numbers and signs stand between them.
final class OverlapWatch {
    /// Of about twelve words. Shorter excerpts pass: a polite formula is no leak.
    static final int LETTERS = 56;

    /// A word or so of the prompt gives nothing away, and stands in nearly every text: it would always come late.
    private static final int HELD_FROM = 8;

    /// A sign of Chinese, Japanese or Korean says as much as so many letters.
    private static final int SIGN = 3;

    private static final char FIRST_SIGN = 0x2e80;

    /// More than so much between two letters ends a piece, so that what is held back is bounded.
    private static final int WIDEST_GAP = 64;

    private static final int RING = 64;

    private final PromptFingerprint prompt;
    private final long[] places = new long[RING];
    private final int[] weights = new int[RING];
    private int state;
    private int matched;
    private int weight;
    private int letters;
    private long last;
    private long read;

    OverlapWatch(PromptFingerprint prompt) {
        this.prompt = prompt;
    }

    @Nullable
    String next(char c) {
        long place = read++;
        if (prompt.isEmpty()) {
            return null;
        }
        char letter = PromptFingerprint.letter(c);
        if (letter == 0) {
            return null;
        }
        if (place - last > WIDEST_GAP + 1) {
            state = 0;
            matched = 0;
        }
        last = place;
        weight += letter < FIRST_SIGN ? 1 : SIGN;
        places[letters & (RING - 1)] = place;
        weights[letters & (RING - 1)] = weight;
        letters++;
        int to = prompt.next(state, letter);
        while (to < 0 && state != 0) {
            state = prompt.link(state);
            matched = prompt.length(state);
            to = prompt.next(state, letter);
        }
        state = Math.max(to, 0);
        matched = to < 0 ? 0 : matched + 1;
        int before = matched == letters ? 0 : weights[(letters - matched - 1) & (RING - 1)];
        return matched > 0 && weight - before >= LETTERS ? "prompt-overlap" : null;
    }

    long safeUntil() {
        return matched < HELD_FROM || read - 1 - last > WIDEST_GAP ? read : places[(letters - matched) & (RING - 1)];
    }
}
