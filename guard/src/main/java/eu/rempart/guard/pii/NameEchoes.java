package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What the names that were found in a text tell of its other words: a family name that stands alone
/// once the full name was said, and the neighbours of a name in a list. Used by one thread.
final class NameEchoes {
    private static final int MOST_FAMILIES = 16;

    private static final int NO_NAME = NameWords.STOP
            | NameWords.TITLE
            | NameWords.ARTICLE
            | NameWords.VERB
            | NameWords.GREETING
            | NameWords.BEFORE_PLACE
            | NameWords.PARTICLE
            | NameWords.BRAND;

    private static final int SOME_NAME = NameWords.FIRST | NameWords.LAST | NameWords.LAST_WORD;

    private final String text;
    private final NormalText words;
    private final int[] flags;
    private final long[] families = new long[MOST_FAMILIES];
    private int familyCount;

    /// Which words are names; null as long as none is.
    private boolean @Nullable [] named;

    NameEchoes(String text, NormalText words, int[] flags) {
        this.text = text;
        this.words = words;
        this.flags = flags;
    }

    /// Tells of the name from one word up to another. Its last word is a family name only if the name was
    /// announced or begins with a first name.
    void name(int from, int to, boolean sure) {
        boolean[] seen = named == null ? new boolean[flags.length] : named;
        named = seen;
        for (int w = from; w < to; w++) {
            seen[w] = true;
        }
        int last = to - 1;
        boolean full = last > from && (sure || (flags[from] & (NameWords.KNOWN | NameWords.RARE)) != 0);
        if (full && familyCount < MOST_FAMILIES && words.length(last) > 3 && (flags[last] & NO_NAME) == 0) {
            families[familyCount++] = words.hash(last);
        }
    }

    /// Gives the words that are names too.
    void find(IntConsumer found) {
        boolean[] seen = named;
        if (seen == null) {
            return;
        }
        for (int w = 0; w < flags.length; w++) {
            if (!seen[w]
                    && isCandidate(w)
                    && (isFamily(w)
                            || (w > 0 && seen[w - 1] && isListed(w, w - 1, seen))
                            || (w > 1 && seen[w - 2] && isAnd(w - 1) && isListed(w, w - 2, seen)))) {
                seen[w] = true;
                found.accept(w);
            }
        }
        for (int w = flags.length - 2; w >= 0; w--) {
            boolean beside = seen[w + 1]
                    ? isListed(w, w + 1, seen)
                    : w + 2 < flags.length && seen[w + 2] && isAnd(w + 1) && isListed(w, w + 2, seen);
            if (!seen[w] && beside && isCandidate(w)) {
                seen[w] = true;
                found.accept(w);
            }
        }
    }

    private boolean isCandidate(int w) {
        int start = words.start(w);
        return Character.isUpperCase(text.charAt(start))
                && words.length(w) > 2
                && (flags[w] & NO_NAME) == 0
                && !Character.isUpperCase(text.charAt(start + 1))
                && (w == 0 || (flags[w - 1] & NameWords.BEFORE_PLACE) == 0);
    }

    private boolean isFamily(int w) {
        for (int i = 0; i < familyCount; i++) {
            if (families[i] == words.hash(w)) {
                return true;
            }
        }
        return false;
    }

    /// Whether nothing but a comma, or a word for "and", stands between. A word that is no known name needs a
    /// list that is longer than two.
    private boolean isListed(int w, int name, boolean[] seen) {
        int first = Math.min(w, name);
        int second = Math.max(w, name);
        boolean comma = second == first + 1;
        if (comma ? !isComma(first) : !(isBlank(first) && isBlank(first + 1))) {
            return false;
        }
        boolean alone = w + 1 >= flags.length || !isBlank(w) || !Character.isUpperCase(text.charAt(words.start(w + 1)));
        int beyond = name > w ? name + 1 : name - 1;
        boolean longer = beyond >= 0
                && beyond < flags.length
                && (seen[beyond] ? isComma(Math.min(beyond, name)) : comma && isAnd(beyond));
        return alone
                && ((flags[w] & SOME_NAME) != 0
                        || (flags[w] == 0
                                && (longer
                                        || (comma && goesOn(w, name < w ? 1 : -1))
                                        || (!comma && opensAlone(w, name, seen)))));
    }

    /// `Torvelle and Pearson were`: an unknown word at the beginning, as short as the name that it stands with.
    private boolean opensAlone(int w, int name, boolean[] seen) {
        return w < name
                && words.length(w) > 3
                && (w == 0 || words.sentence(w - 1) != words.sentence(w))
                && !(name + 1 < flags.length && seen[name + 1] && isBlank(name));
    }

    /// Whether the list goes on, away from the name, with single unknown words: two more at least.
    private boolean goesOn(int from, int step) {
        for (int w = from + step; w != from + 3 * step; w += step) {
            if (w < 0
                    || w >= flags.length
                    || !isComma(Math.min(w, w - step))
                    || !isCandidate(w)
                    || (flags[w] & ~SOME_NAME) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isAnd(int w) {
        if (words.length(w) == 1) {
            char c = words.letter(w, 0);
            return c == 'y' || c == 'e' || c == 'i';
        }
        if (words.length(w) == 2) {
            char c = words.letter(w, 0);
            return c == 'e' && (words.letter(w, 1) == 't' || words.letter(w, 1) == 'n');
        }
        return words.length(w) == 3
                && (words.letter(w, 0) == 'a' || words.letter(w, 0) == 'u')
                && words.letter(w, 1) == 'n'
                && words.letter(w, 2) == 'd';
    }

    private boolean isComma(int w) {
        return words.start(w + 1) - words.end(w) == 2 && text.startsWith(", ", words.end(w));
    }

    private boolean isBlank(int w) {
        return w + 1 < flags.length && words.start(w + 1) - words.end(w) == 1 && text.charAt(words.end(w)) == ' ';
    }
}
