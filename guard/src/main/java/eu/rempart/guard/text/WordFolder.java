package eu.rempart.guard.text;

/// Reads a text once and folds its letters into words. Used by one thread.
final class WordFolder {
    /// The folded letter of each ASCII character; 0 where words end.
    private static final byte[] ASCII = new byte[0x80];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            char folded = FoldedLetters.of(c);
            ASCII[c] = folded == FoldedLetters.SEPARATOR ? 0 : (byte) folded;
        }
    }

    private final String text;
    private final Words words;

    private WordFolder(String text) {
        this.text = text;
        words = new Words(text.length());
    }

    static Words fold(String text) {
        WordFolder folder = new WordFolder(text);
        folder.read();
        return folder.words;
    }

    /// Most of a text is plain letters with single blanks between: that path keeps its state in local
    /// variables, everything else goes through [#other].
    private void read() {
        int sentence = 0;
        int i = 0;
        int n = text.length();
        while (i < n) {
            char c = text.charAt(i);
            if (c >= 0x80 || ASCII[c] == 0) {
                if (c < 0x80 && (c == ' ' || !isSign(c))) {
                    sentence += c != ' ' && endsSentence(c, i) ? 1 : 0;
                    i++;
                    continue;
                }
            }
            int next = word(i, sentence);
            if (next == i) {
                sentence += endsSentence(c, i) ? 1 : 0;
                next = i
                        + (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))
                                ? 2
                                : 1);
            }
            i = next;
        }
    }

    /// Reads the word that begins at `from`; returns where it ends, `from` itself if none begins.
    private int word(int from, int sentence) {
        words.reserve(64);
        char[] letters = words.letters;
        int at = words.letterCount;
        long hash = 0;
        int smallest = 'z';
        int i = from;
        int n = text.length();
        while (i < n) {
            char c = text.charAt(i);
            byte folded = c < 0x80 ? ASCII[c] : 0;
            if (folded <= 0 || at + 2 > letters.length) {
                break;
            }
            letters[at++] = (char) folded;
            hash = WordHash.grow(hash, (char) folded);
            smallest = Math.min(smallest, folded);
            i++;
        }
        char stop = i < n ? text.charAt(i) : ' ';
        boolean plain = i > from && stop < 0x80 && !isSign(stop) && at + 2 <= letters.length;
        if (plain && !(isApostrophe(stop) && contracts(i))) {
            words.add(at, hash, smallest <= '9', from, i, sentence);
            return i;
        }
        return other(from, sentence);
    }

    /// A word with something else in it than plain letters.
    private int other(int from, int sentence) {
        words.open(from, sentence);
        int begun = words.letterCount;
        boolean dropped = false;
        int end = from;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            int size = 1;
            char folded;
            if (c < 0x80) {
                folded = ASCII[c] > 0 ? (char) ASCII[c] : sign(c, i);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                size = 2;
                folded = FoldedLetters.ofSupplementary(Character.toCodePoint(c, text.charAt(i + 1)));
            } else {
                folded = FoldedLetters.of(c);
            }
            if (folded == FoldedLetters.NOTHING) {
                dropped |= words.letterCount > begun && !isMark(c);
            } else if (folded != FoldedLetters.SEPARATOR) {
                put(folded, c);
                end = i + size;
            } else if (words.letterCount == begun || !(isApostrophe(c) && contracts(i))) {
                break;
            }
            i += size;
        }
        if (words.letterCount == begun) {
            // Invisible characters before a word, or no word at all.
            return i > from ? i : from;
        }
        words.close(end, dropped);
        return Math.max(end, i);
    }

    private static boolean isSign(char c) {
        return c == '@' || c == '$' || c == '!' || c == '|';
    }

    private static boolean isMark(char c) {
        return Character.getType(c) == Character.NON_SPACING_MARK || c == 0xad;
    }

    private void put(char folded, char original) {
        if (original < 0x80) {
            words.letter(folded);
            return;
        }
        switch (original) {
            case 'ß', 'ẞ' -> {
                words.letter('s');
                words.letter('s');
            }
            case 'æ', 'Æ' -> {
                words.letter('a');
                words.letter('e');
            }
            case 'œ', 'Œ' -> {
                words.letter('o');
                words.letter('e');
            }
            default -> words.letter(folded);
        }
    }

    /// A sign in the place of a letter: `p@ssword`, `$ystem`, `pr!nt`.
    private char sign(char c, int at) {
        if (c == '@' || c == '$' || c == '!' || c == '|') {
            boolean after = at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
            boolean before = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
            if (after && (before || c == '$')) {
                return c == '@' ? 'a' : c == '$' ? 's' : 'i';
            }
        }
        return FoldedLetters.SEPARATOR;
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '’' || c == 'ʼ' || c == '`' || c == '´';
    }

    /// English contractions are one word ("don't", "you're"); elsewhere the apostrophe ends a word
    /// ("l'ordre").
    private boolean contracts(int at) {
        int length = 0;
        while (at + 1 + length < text.length() && length < 3 && Character.isLetter(text.charAt(at + 1 + length))) {
            length++;
        }
        if (length == 0 || length > 2 || !Character.isLetter(text.charAt(at - 1))) {
            return false;
        }
        char first = (char) (text.charAt(at + 1) | 0x20);
        if (length == 1) {
            return first == 't' || first == 's' || first == 'm' || first == 'd';
        }
        char second = (char) (text.charAt(at + 2) | 0x20);
        return (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
    }

    private boolean endsSentence(char c, int at) {
        return switch (c) {
            case '.', '!', '?', ';', '…' ->
                at + 1 >= text.length() || Character.isWhitespace(text.charAt(at + 1)) || text.charAt(at + 1) == '"';
            case '\n' -> at + 1 < text.length() && text.charAt(at + 1) == '\n';
            default -> false;
        };
    }
}
