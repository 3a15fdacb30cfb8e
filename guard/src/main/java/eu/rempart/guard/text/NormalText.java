package eu.rempart.guard.text;

/// The normal form of a text: its words in plain letters, and where each came from.
///
/// One pass folds compatibility forms (Unicode NFKC), case, diacritics, look-alikes of Latin letters
/// (Unicode Technical Standard 39), invisible characters, and signs or digits in the place of
/// letters; what was spaced out, split or glued is put right where it occurs. Diacritics stay in the text itself, at
/// the places that each word has.
/// Immutable once made, so safe to share between threads. Any string is allowed, unpaired surrogates
/// too; time and memory are linear in its length.
public final class NormalText {
    /// Words that show how letters without spaces, or with too many, were meant to be read.
    public interface Vocabulary {
        /// The lengths of the words that start at `from`: bit `n` is set when the first `n` letters are
        /// a word or a word's beginning. Words of more than 40 letters are not looked for.
        long wordLengths(char[] letters, int from, int to);

        /// Whether exactly these letters are a word worth mending when it was split.
        boolean isTelling(char[] letters, int from, int to);
    }

    private final String text;
    private final Words words;

    private NormalText(String text, Words words) {
        this.text = text;
        this.words = words;
    }

    /// Reads a text word by word, mending nothing but letters.
    public static NormalText of(String text) {
        return new NormalText(text, WordFolder.fold(text));
    }

    /// Reads a text, and mends its words.
    public static NormalText of(String text, Vocabulary vocabulary) {
        return of(text).mended(vocabulary);
    }

    /// The same text with words mended that were spaced out (`i g n o r e`, `i.g.n.o.r.e`), split
    /// (`ig-nore`) or glued (`ignorealltheprevious`), as far as the vocabulary knows them; this very
    /// object if there is nothing to mend.
    public NormalText mended(Vocabulary vocabulary) {
        Words mended = Respacing.mend(words, text, vocabulary);
        return mended == words ? this : new NormalText(text, mended);
    }

    /// How many words there are.
    public int count() {
        return words.count;
    }

    /// The number of letters and digits in a word, at least 1.
    public int length(int word) {
        return words.to[word] - words.from[word];
    }

    /// A folded letter or digit of a word.
    public char letter(int word, int index) {
        return words.letters[words.from[word] + index];
    }

    /// The folded word: lower case, no diacritics, Latin look-alikes as Latin letters.
    public String word(int word) {
        return new String(words.letters, words.from[word], length(word));
    }

    /// Where a word begins in the original text, in UTF-16 units.
    public int start(int word) {
        return words.start[word];
    }

    /// The unit after a word's last one in the original text.
    public int end(int word) {
        return words.end[word];
    }

    /// The number of the sentence that holds a word, from 0.
    public int sentence(int word) {
        return words.sentence[word];
    }

    /// Whether a question mark follows a word before the next.
    public boolean asked(int word) {
        int to = word + 1 < words.count ? words.start[word + 1] : text.length();
        for (int i = words.end[word]; i < to; i++) {
            if (text.charAt(i) == '?') {
                return true;
            }
        }
        return false;
    }

    /// Whether a word begins with a capital letter and goes on with a small one.
    public boolean capital(int word) {
        int at = words.start[word];
        return at + 1 < words.end[word]
                && Character.isUpperCase(text.charAt(at))
                && Character.isLowerCase(text.charAt(at + 1));
    }

    /// Whether a word holds a digit.
    public boolean hasDigit(int word) {
        return words.digit[word];
    }

    /// Whether a word was written in a way that hides it: spaced out, split, glued, or with invisible
    /// characters in it.
    public boolean hidden(int word) {
        return words.hidden[word];
    }

    /// All letters of all words, one word after the other, for tables that read them in place.
    /// Shared, not to be changed.
    public char[] letters() {
        return words.letters;
    }

    /// Where a word begins in [#letters()].
    public int from(int word) {
        return words.from[word];
    }

    /// The [WordHash] of a folded word.
    public long hash(int word) {
        return words.hash[word];
    }

    /// Where a word ends in [#letters()].
    public int to(int word) {
        return words.to[word];
    }

    /// The whole normal form: the words with one space between them.
    @Override
    public String toString() {
        StringBuilder joined = new StringBuilder(words.letterCount + words.count);
        for (int w = 0; w < words.count; w++) {
            if (w > 0) {
                joined.append(' ');
            }
            joined.append(words.letters, words.from[w], length(w));
        }
        return joined.toString();
    }

    /// The original place of a character of [#toString()]: the beginning of what it was folded from.
    /// A character inside a word that was not written letter by letter gives the word's beginning.
    ///
    /// @throws IndexOutOfBoundsException if there is no such character
    public int originalOffset(int folded) {
        int at = 0;
        for (int w = 0; w < words.count; w++) {
            int size = length(w);
            if (folded < at + size) {
                boolean letterByLetter = words.end[w] - words.start[w] == size;
                return letterByLetter ? words.start[w] + Math.max(0, folded - at) : words.start[w];
            }
            at += size;
            if (folded == at && w + 1 < words.count) {
                return words.end[w];
            }
            at++;
        }
        throw new IndexOutOfBoundsException(folded);
    }
}
