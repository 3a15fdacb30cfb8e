package eu.rempart.guard.text;

import java.util.Arrays;

/// Words being collected: folded letters, and for each word its place. Used by one thread until it
/// is complete.
final class Words {
    char[] letters;
    int letterCount;
    int[] from;
    int[] to;
    int[] start;
    int[] end;
    int[] sentence;
    boolean[] hidden;
    long[] hash;

    /// Whether a word holds a digit.
    boolean[] digit;

    int count;

    Words(int expectedLetters) {
        letters = new char[Math.max(16, expectedLetters + 8)];
        int size = Math.max(8, expectedLetters / 5 + 8);
        from = new int[size];
        to = new int[size];
        start = new int[size];
        end = new int[size];
        sentence = new int[size];
        hidden = new boolean[size];
        hash = new long[size];
        digit = new boolean[size];
    }

    private Words(Words first, int words) {
        letters = first.letters.clone();
        letterCount = words == 0 ? 0 : first.to[words - 1];
        from = first.from.clone();
        to = first.to.clone();
        start = first.start.clone();
        end = first.end.clone();
        sentence = first.sentence.clone();
        hidden = first.hidden.clone();
        hash = first.hash.clone();
        digit = first.digit.clone();
        count = words;
    }

    /// A copy that ends before word `words`, to go on from there.
    Words upTo(int words) {
        return new Words(this, words);
    }

    int length(int word) {
        return to[word] - from[word];
    }

    /// Makes room for so many letters more.
    void reserve(int more) {
        if (letterCount + more > letters.length) {
            letters = Arrays.copyOf(letters, Math.max(letters.length + letters.length / 2, letterCount + more));
        }
    }

    void letter(char letter) {
        reserve(1);
        letters[letterCount++] = letter;
    }

    /// Begins a word whose letters follow.
    void open(int startAt, int sentenceNumber) {
        if (count == from.length) {
            int size = count * 2;
            from = Arrays.copyOf(from, size);
            to = Arrays.copyOf(to, size);
            start = Arrays.copyOf(start, size);
            end = Arrays.copyOf(end, size);
            sentence = Arrays.copyOf(sentence, size);
            hidden = Arrays.copyOf(hidden, size);
            hash = Arrays.copyOf(hash, size);
            digit = Arrays.copyOf(digit, size);
        }
        from[count] = letterCount;
        start[count] = startAt;
        sentence[count] = sentenceNumber;
    }

    /// Adds a word whose letters were already written up to `lettersEnd`.
    void add(int lettersEnd, long wordHash, boolean hasDigit, int startAt, int endAt, int sentenceNumber) {
        open(startAt, sentenceNumber);
        letterCount = lettersEnd;
        to[count] = lettersEnd;
        end[count] = endAt;
        hash[count] = wordHash;
        digit[count] = hasDigit;
        count++;
    }

    /// Ends the word that was begun last.
    void close(int endAt, boolean wasHidden) {
        long mixed = 0;
        boolean hasDigit = false;
        for (int i = from[count]; i < letterCount; i++) {
            mixed = WordHash.grow(mixed, letters[i]);
            hasDigit |= letters[i] <= '9';
        }
        digit[count] = hasDigit;
        hash[count] = mixed;
        to[count] = letterCount;
        end[count] = endAt;
        hidden[count] = wasHidden;
        count++;
    }

    /// Adds a word whose letters stand elsewhere.
    void add(char[] source, int first, int last, int startAt, int endAt, int sentenceNumber, boolean wasHidden) {
        open(startAt, sentenceNumber);
        for (int i = first; i < last; i++) {
            letter(source[i]);
        }
        close(endAt, wasHidden);
    }
}
