package eu.rempart.guard.secret;

import eu.rempart.guard.secret.Shape.Alphabet;
import org.jspecify.annotations.Nullable;

/// One text while it is looked at for credentials. It remembers where runs end and what was counted in them, so that
/// many beginnings in one run cost no more than one. Used by one thread.
final class Look {
    private static final int MOST_ALIKE = 3;

    final String text;

    private final @Nullable Counts[] counts = new Counts[Alphabet.values().length];
    private int atFrom;
    private int at = -1;
    private int keyEndFrom;
    private int keyEnd = -1;
    private int alikeFrom;
    private int alikeEnd;

    Look(String text) {
        this.text = text;
    }

    /// Where the run of an alphabet ends that `from` stands in.
    int runEnd(Alphabet alphabet, int from) {
        Counts run = counts(alphabet);
        if (from < run.runFrom || from >= run.runEnd) {
            int end = from;
            while (end < text.length() && alphabet.has(text.charAt(end))) {
                end++;
            }
            run.runFrom = from;
            run.runEnd = end;
        }
        return run.runEnd;
    }

    int dots(Alphabet alphabet, int from, int end) {
        return moved(alphabet, from, end).dots;
    }

    /// Whether there are digits, or letters of both cases, as words do not have them.
    boolean isMixed(Alphabet alphabet, int from, int end) {
        Counts run = moved(alphabet, from, end);
        return run.letters >= 2 && (run.digits >= 2 || (run.small >= 4 && run.letters - run.small >= 4));
    }

    /// The first `@` from a place on; the length of the text if there is none.
    int nextAt(int from) {
        if (from < atFrom || from > at) {
            int next = text.indexOf('@', from);
            atFrom = from;
            at = next < 0 ? text.length() : next;
        }
        return at;
    }

    /// The first end line of a key from a place on; the length of the text if there is none.
    int nextKeyEnd(int from) {
        if (from < keyEndFrom || from > keyEnd) {
            int next = text.indexOf("-----END", from);
            keyEndFrom = from;
            keyEnd = next < 0 ? text.length() : next;
        }
        return keyEnd;
    }

    /// Whether there are no more than three different characters.
    boolean isMonotonous(int from, int end) {
        if (from >= alikeFrom && end <= alikeEnd) {
            return true;
        }
        long seen = 0;
        int different = 0;
        int i = from;
        for (; i < text.length(); i++) {
            long bit = 1L << (text.charAt(i) & 63);
            different += (seen & bit) == 0 ? 1 : 0;
            seen |= bit;
            if (different > MOST_ALIKE) {
                break;
            }
        }
        alikeFrom = from;
        alikeEnd = i;
        return end <= i;
    }

    @SuppressWarnings("EnumOrdinal") // A place in an array, in the middle of a loop.
    private Counts counts(Alphabet alphabet) {
        Counts run = counts[alphabet.ordinal()];
        if (run == null) {
            run = new Counts();
            counts[alphabet.ordinal()] = run;
        }
        return run;
    }

    /// The counts of an alphabet's window, moved to where it is asked for: beginnings come nearly in order, so each
    /// character is counted once, and once more when it is left.
    private Counts moved(Alphabet alphabet, int from, int end) {
        Counts window = counts(alphabet);
        if (from >= window.end || end <= window.from) {
            window.clear(from);
        }
        while (window.from > from) {
            window.add(text.charAt(--window.from), 1);
        }
        while (window.end < end) {
            window.add(text.charAt(window.end++), 1);
        }
        while (window.from < from) {
            window.add(text.charAt(window.from++), -1);
        }
        while (window.end > end) {
            window.add(text.charAt(--window.end), -1);
        }
        return window;
    }

    private static final class Counts {
        private int runFrom;
        private int runEnd;
        private int from;
        private int end;
        private int dots;
        private int digits;
        private int letters;
        private int small;

        private void clear(int place) {
            from = place;
            end = place;
            dots = 0;
            digits = 0;
            letters = 0;
            small = 0;
        }

        private void add(char c, int sign) {
            if (c >= '0' && c <= '9') {
                digits += sign;
            } else if (c == '.') {
                dots += sign;
            } else if (Character.isLetter(c)) {
                letters += sign;
                small += Character.isLowerCase(c) ? sign : 0;
            }
        }
    }
}
