package eu.rempart.guard.injection;

import eu.rempart.guard.text.FoldedLetters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text as folded words with their places: letters folded, spaced-out and run-together words
/// mended, sentences counted.
///
/// One instance reads one text and is used by one thread.
final class WordReader {
    private static final int SHORTEST_SPACED_RUN = 4;
    private static final int LONGEST_SPACED_RUN = 600;
    private static final int SHORTEST_GLUED = 20;
    private static final int LONGEST_GLUED = 200;

    private final Lexicon lexicon;
    private final String text;

    char[] letters;
    int letterCount;
    int[] from = new int[64];
    int[] to = new int[64];
    int[] start = new int[64];
    int[] end = new int[64];
    int[] sentence = new int[64];
    int count;

    /// Whether a word was written in a way that hides it: spaced out, with invisible characters, with
    /// digits for letters.
    boolean[] hidden = new boolean[64];

    WordReader(Lexicon lexicon, String text) {
        this.lexicon = lexicon;
        this.text = text;
        letters = new char[Math.max(16, text.length() + 8)];
        read();
        join();
    }

    private void read() {
        int sentences = 0;
        boolean open = false;
        boolean dropped = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int size = 1;
            char folded;
            if (c < 0x80) {
                folded = leet(c, i);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                size = 2;
                folded = FoldedLetters.ofSupplementary(Character.toCodePoint(c, text.charAt(i + 1)));
            } else {
                folded = FoldedLetters.of(c);
            }
            if (folded == FoldedLetters.NOTHING) {
                dropped |= open && !isMark(c);
            } else if (folded != FoldedLetters.SEPARATOR) {
                if (!open) {
                    grow();
                    from[count] = letterCount;
                    start[count] = i;
                    sentence[count] = sentences;
                    open = true;
                    dropped = false;
                }
                put(folded, c);
                end[count] = i + size;
            } else if (!(open && isApostrophe(c) && contracts(i))) {
                if (open) {
                    close(dropped);
                    open = false;
                }
                sentences += endsSentence(c, i) ? 1 : 0;
            }
            i += size;
        }
        if (open) {
            close(dropped);
        }
    }

    private static boolean isMark(char c) {
        return Character.getType(c) == Character.NON_SPACING_MARK || c == 0xad;
    }

    private void put(char folded, char original) {
        if (letterCount + 3 > letters.length) {
            letters = Arrays.copyOf(letters, letters.length * 2);
        }
        switch (original) {
            case 'ß', 'ẞ' -> {
                letters[letterCount++] = 's';
                letters[letterCount++] = 's';
            }
            case 'æ', 'Æ' -> {
                letters[letterCount++] = 'a';
                letters[letterCount++] = 'e';
            }
            case 'œ', 'Œ' -> {
                letters[letterCount++] = 'o';
                letters[letterCount++] = 'e';
            }
            default -> letters[letterCount++] = folded;
        }
    }

    private char leet(char c, int at) {
        if (c == '@' || c == '$' || c == '!' || c == '|') {
            boolean after = at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
            boolean before = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
            if (after && (before || c == '$')) {
                return c == '@' ? 'a' : c == '$' ? 's' : 'i';
            }
        }
        return FoldedLetters.of(c);
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '’' || c == 'ʼ' || c == '`' || c == '´';
    }

    /// English contractions are one word ("don't", "you're"); elsewhere the apostrophe ends a word
    /// ("l'ordre").
    private boolean contracts(int at) {
        int i = at + 1;
        while (i < text.length() && i - at < 4 && Character.isLetter(text.charAt(i))) {
            i++;
        }
        if (i < text.length() && Character.isLetter(text.charAt(i))) {
            return false;
        }
        String rest = text.substring(at + 1, i);
        return switch (rest) {
            case "t", "s", "m", "d", "re", "ve", "ll", "T", "S", "M", "D", "RE", "VE", "LL" ->
                at > 1 && Character.isLetter(text.charAt(at - 1));
            default -> false;
        };
    }

    private boolean endsSentence(char c, int at) {
        return switch (c) {
            case '.', '!', '?', ';', '…' ->
                at + 1 >= text.length() || Character.isWhitespace(text.charAt(at + 1)) || text.charAt(at + 1) == '"';
            case '\n' -> at + 1 < text.length() && text.charAt(at + 1) == '\n';
            default -> false;
        };
    }

    private void grow() {
        if (count == from.length) {
            int size = count * 2;
            from = Arrays.copyOf(from, size);
            to = Arrays.copyOf(to, size);
            start = Arrays.copyOf(start, size);
            end = Arrays.copyOf(end, size);
            sentence = Arrays.copyOf(sentence, size);
            hidden = Arrays.copyOf(hidden, size);
        }
    }

    private void close(boolean wasHidden) {
        to[count] = letterCount;
        hidden[count] = wasHidden;
        count++;
    }

    private int length(int word) {
        return to[word] - from[word];
    }

    /// Rewrites runs of single letters, and long words that are several words.
    private void join() {
        int runs = 0;
        boolean needed = false;
        for (int w = 0; w < count && !needed; w++) {
            runs = length(w) == 1 ? runs + 1 : 0;
            needed = runs >= SHORTEST_SPACED_RUN || length(w) >= SHORTEST_GLUED;
        }
        if (!needed) {
            return;
        }
        WordReader out = new WordReader(this);
        int w = 0;
        while (w < count) {
            int run = w;
            while (run < count
                    && length(run) == 1
                    && run - w < LONGEST_SPACED_RUN
                    && (run == w || start[run] - end[run - 1] <= 12)) {
                run++;
            }
            if (run - w >= SHORTEST_SPACED_RUN) {
                joinRun(w, run, out);
                w = run;
            } else if (length(w) >= SHORTEST_GLUED
                    && length(w) <= LONGEST_GLUED
                    && out.cut(letters, from[w], to[w], null, start[w], end[w], sentence[w], true)) {
                w++;
            } else {
                out.copy(letters, from[w], to[w], start[w], end[w], sentence[w], hidden[w]);
                w++;
            }
        }
        letters = out.letters;
        letterCount = out.letterCount;
        from = out.from;
        to = out.to;
        start = out.start;
        end = out.end;
        sentence = out.sentence;
        hidden = out.hidden;
        count = out.count;
    }

    private WordReader(WordReader other) {
        lexicon = other.lexicon;
        text = "";
        letters = new char[other.letterCount + 8];
    }

    private void copy(
            char[] source, int first, int last, int startAt, int endAt, int sentenceNumber, boolean wasHidden) {
        grow();
        int length = last - first;
        while (letterCount + length > letters.length) {
            letters = Arrays.copyOf(letters, letters.length * 2);
        }
        System.arraycopy(source, first, letters, letterCount, length);
        from[count] = letterCount;
        letterCount += length;
        to[count] = letterCount;
        start[count] = startAt;
        end[count] = endAt;
        sentence[count] = sentenceNumber;
        hidden[count] = wasHidden;
        count++;
    }

    private void joinRun(int first, int last, WordReader out) {
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        for (int w = first + 1; w < last; w++) {
            int gap = start[w] - end[w - 1];
            smallest = Math.min(smallest, gap);
            largest = Math.max(largest, gap);
        }
        int[] places = new int[last - first + 1];
        int part = first;
        while (part < last) {
            int stop = part + 1;
            while (stop < last && (start[stop] - end[stop - 1] == smallest || largest == smallest)) {
                stop++;
            }
            char[] joined = new char[stop - part];
            for (int w = part; w < stop; w++) {
                joined[w - part] = letters[from[w]];
                places[w - part] = w;
            }
            int[] at = new int[joined.length];
            for (int k = 0; k < joined.length; k++) {
                at[k] = start[places[k]];
            }
            if (!out.cut(joined, 0, joined.length, at, start[part], end[stop - 1], sentence[first], false)) {
                out.copy(joined, 0, joined.length, start[part], end[stop - 1], sentence[first], true);
            }
            part = stop;
        }
    }

    /// Cuts glued letters into words by least cost: a word costs 1, a letter outside a word 2.
    /// Strict: nothing may be left over.
    private boolean cut(
            char[] source,
            int first,
            int last,
            int @Nullable [] places,
            int startAt,
            int endAt,
            int sentenceNumber,
            boolean strict) {
        int n = last - first;
        int[] cost = new int[n + 1];
        int[] step = new int[n + 1];
        Arrays.fill(cost, Integer.MAX_VALUE / 2);
        cost[0] = 0;
        for (int i = 0; i < n; i++) {
            if (cost[i] + 2 < cost[i + 1]) {
                cost[i + 1] = cost[i] + 2;
                step[i + 1] = -1;
            }
            long lengths = lexicon.wordLengths(source, first + i, last);
            while (lengths != 0) {
                int size = Long.numberOfTrailingZeros(lengths);
                lengths &= lengths - 1;
                if (size <= n - i && cost[i] + 1 < cost[i + size]) {
                    cost[i + size] = cost[i] + 1;
                    step[i + size] = size;
                }
            }
        }
        int words = 0;
        int loose = 0;
        int[] cuts = new int[n + 1];
        for (int i = n; i > 0; ) {
            if (step[i] < 0) {
                loose++;
                i--;
            } else {
                cuts[words++] = i - step[i];
                i -= step[i];
            }
        }
        if (words < 2 || loose * 5 > (strict ? n / 2 : n)) {
            return false;
        }
        for (int k = words - 1; k >= 0; k--) {
            int wordStart = cuts[k];
            // Loose letters belong to the word before them: "instruction" + "s".
            int wordEnd = k > 0 ? cuts[k - 1] : n;
            int offset = places == null ? startAt : places[wordStart];
            int stop = places == null ? endAt : places[wordEnd - 1] + 1;
            copy(source, first + wordStart, first + wordEnd, offset, stop, sentenceNumber, true);
        }
        return true;
    }
}
