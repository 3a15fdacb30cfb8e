package eu.rempart.guard.output;

import eu.rempart.guard.text.FoldedLetters;
import org.jspecify.annotations.Nullable;

/// Looks for a long piece of the system prompt: that many words in a row, whatever their case,
/// accents and punctuation.
final class OverlapWatch {
    /// Shorter excerpts pass: a polite formula is no leak.
    static final int WORDS = 12;

    private static final int LONGEST_WORD = 64;

    private final PromptFingerprint prompt;
    private final long[] starts = new long[WORDS + 1];
    private PromptFingerprint.Match match = PromptFingerprint.Match.NONE;
    private final StringBuilder word = new StringBuilder();
    private boolean possible;
    private long wordStart;
    private long words;
    private long read;

    OverlapWatch(PromptFingerprint prompt) {
        this.prompt = prompt;
    }

    @Nullable
    String next(char c) {
        read++;
        if (prompt.isEmpty()) {
            return null;
        }
        char folded = FoldedLetters.of(c);
        if (folded == FoldedLetters.NOTHING) {
            return null;
        }
        if (folded == FoldedLetters.SEPARATOR) {
            return finish();
        }
        if (word.isEmpty()) {
            wordStart = read - 1;
            possible = true;
        }
        if (word.length() < LONGEST_WORD) {
            word.append(folded);
            possible = possible && prompt.isBeginning(word);
        } else {
            possible = false;
        }
        return null;
    }

    private @Nullable String finish() {
        if (word.isEmpty()) {
            return null;
        }
        match = possible ? prompt.after(match, word.toString()) : PromptFingerprint.Match.NONE;
        starts[(int) (words++ % starts.length)] = wordStart;
        word.setLength(0);
        return match.words() >= WORDS ? "prompt-overlap" : null;
    }

    @Nullable
    String end() {
        return finish();
    }

    long safeUntil() {
        if (!word.isEmpty()) {
            if (!possible) {
                return read;
            }
            return match.words() == 0 ? wordStart : starts[(int) ((words - match.words()) % starts.length)];
        }
        return match.words() == 0 ? read : starts[(int) ((words - match.words()) % starts.length)];
    }
}
