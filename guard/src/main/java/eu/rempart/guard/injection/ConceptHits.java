package eu.rempart.guard.injection;

import eu.rempart.guard.text.NormalText;
import java.util.Arrays;

/// Where concepts occur among the words of one text, in the order of their first word. Used by one
/// thread.
final class ConceptHits {
    private static final int DEEPEST = 8;
    private static final int MOST_SYMBOLS = 8;
    private static final int LANGUAGES = 8;
    private static final int ALL_LANGUAGES = (1 << LANGUAGES) - 1;

    /// German writes all nouns with capitals.
    private static final int GERMAN = 1 << 2;

    private final Lexicon lexicon;
    final NormalText words;

    int count;
    int[] concept = new int[48];
    int[] languages = new int[48];
    int[] first = new int[48];
    int[] last = new int[48];

    /// The concepts that occur at all.
    long presentLow;

    long presentHigh;

    /// Words that could be read only after digits were taken for letters.
    boolean[] leet = new boolean[0];

    private final int[] symbolStart;
    private int[] symbols;

    ConceptHits(Lexicon lexicon, NormalText words) {
        this.lexicon = lexicon;
        this.words = words;
        int n = words.count();
        symbolStart = new int[n + 1];
        symbols = new int[MOST_SYMBOLS + n];
        int[] found = new int[MOST_SYMBOLS];
        int total = 0;
        for (int w = 0; w < n; w++) {
            int symbolCount = lookUp(w, found);
            if (total + symbolCount > symbols.length) {
                symbols = Arrays.copyOf(symbols, symbols.length * 2 + symbolCount);
            }
            System.arraycopy(found, 0, symbols, total, symbolCount);
            total += symbolCount;
            symbolStart[w + 1] = total;
        }
        for (int w = 0; w < n; w++) {
            if (symbolStart[w + 1] > symbolStart[w]) {
                match(0, w, w, 0);
            }
            if (unknownName(w)) {
                add(Concept.NAMED.index(), ALL_LANGUAGES & ~GERMAN, w, w);
            }
            if (words.asked(w)) {
                add(Concept.ASKED.index(), ALL_LANGUAGES, w, w);
            }
        }
        keepSpoken();
    }

    /// Whether a word looks like a name: no list knows it, and it has a capital that no beginning of a sentence
    /// explains. Of several in a row the first counts.
    private boolean unknownName(int w) {
        return w > 0
                && words.sentence(w) == words.sentence(w - 1)
                && symbolStart[w + 1] == symbolStart[w]
                && words.capital(w)
                && !(words.capital(w - 1) && w > 1 && words.sentence(w - 2) == words.sentence(w - 1));
    }

    /// Drops what is a word of another language only (`ai` in a French sentence is no AI), and what was
    /// found twice. A sentence is in the languages that most of its words with a meaning belong to.
    private void keepSpoken() {
        int sentences = words.count() == 0 ? 0 : words.sentence(words.count() - 1) + 1;
        int[] votes = new int[sentences * LANGUAGES];
        int kept = 0;
        for (int from = 0; from < count; ) {
            int to = from;
            int spoken = 0;
            while (to < count && first[to] == first[from]) {
                spoken |= languages[to++];
            }
            int row = words.sentence(first[from]) * LANGUAGES;
            // What nearly all languages share tells none of them.
            for (int rest = Integer.bitCount(spoken) < LANGUAGES - 1 ? spoken : 0; rest != 0; rest &= rest - 1) {
                votes[row + Integer.numberOfTrailingZeros(rest)]++;
            }
            from = to;
        }
        int sentence = -1;
        int allowed = 0;
        for (int h = 0; h < count; h++) {
            if (words.sentence(first[h]) != sentence) {
                sentence = words.sentence(first[h]);
                allowed = allowed(votes, sentence * LANGUAGES);
            }
            if ((languages[h] & allowed) == 0) {
                continue;
            }
            int same = kept - 1;
            while (same >= 0 && first[same] == first[h] && concept[same] != concept[h]) {
                same--;
            }
            if (same >= 0 && first[same] == first[h]) {
                languages[same] |= languages[h];
                last[same] = Math.max(last[same], last[h]);
                continue;
            }
            keep(h, kept++);
        }
        count = kept;
    }

    private void keep(int h, int at) {
        concept[at] = concept[h];
        languages[at] = languages[h];
        first[at] = first[h];
        last[at] = last[h];
        if (concept[at] < Long.SIZE) {
            presentLow |= 1L << concept[at];
        } else {
            presentHigh |= 1L << concept[at];
        }
    }

    /// The languages that a sentence may be in: those with about half the words of the one with most,
    /// since people mix.
    private static int allowed(int[] votes, int row) {
        int most = 0;
        for (int i = 0; i < LANGUAGES; i++) {
            most = Math.max(most, votes[row + i]);
        }
        int allowed = 0;
        for (int i = 0; i < LANGUAGES; i++) {
            if (votes[row + i] * 2 >= most) {
                allowed |= 1 << i;
            }
        }
        return allowed;
    }

    private int lookUp(int w, int[] found) {
        int n = lexicon.symbols(words, w, found);
        if (n > 0 || !mixed(w)) {
            return n;
        }
        for (char one : holdsOne(w) ? new char[] {'i', 'l'} : new char[] {'i'}) {
            char[] plain = Arrays.copyOfRange(words.letters(), words.from(w), words.to(w));
            for (int i = 0; i < plain.length; i++) {
                plain[i] = switch (plain[i]) {
                    case '0' -> 'o';
                    case '1' -> one;
                    case '2' -> 'z';
                    case '3' -> 'e';
                    case '4' -> 'a';
                    case '5' -> 's';
                    case '6', '9' -> 'g';
                    case '7' -> 't';
                    case '8' -> 'b';
                    default -> plain[i];
                };
            }
            n = lexicon.symbols(plain, found);
            if (n > 0) {
                if (leet.length == 0) {
                    leet = new boolean[words.count()];
                }
                leet[w] = true;
                return n;
            }
        }
        return 0;
    }

    private boolean holdsOne(int w) {
        for (int i = words.from(w); i < words.to(w); i++) {
            if (words.letters()[i] == '1') {
                return true;
            }
        }
        return false;
    }

    private boolean mixed(int w) {
        boolean digit = false;
        boolean letter = false;
        for (int i = words.from(w); i < words.to(w); i++) {
            boolean isDigit = words.letters()[i] <= '9';
            digit |= isDigit;
            letter |= !isDigit;
        }
        return digit && letter;
    }

    private void match(int node, int start, int w, int depth) {
        for (int s = symbolStart[w]; s < symbolStart[w + 1]; s++) {
            int next = lexicon.phraseNext(node, symbols[s]);
            if (next != 0) {
                for (int output : lexicon.outputs(next)) {
                    add(output >> 8, output & 0xff, start, w);
                }
                if (lexicon.goesOn(next)
                        && depth + 1 < DEEPEST
                        && w + 1 < words.count()
                        && words.sentence(w + 1) == words.sentence(start)) {
                    match(next, start, w + 1, depth + 1);
                }
            }
        }
    }

    private void add(int which, int language, int from, int to) {
        if (count == concept.length) {
            concept = Arrays.copyOf(concept, count * 2);
            languages = Arrays.copyOf(languages, count * 2);
            first = Arrays.copyOf(first, count * 2);
            last = Arrays.copyOf(last, count * 2);
        }
        concept[count] = which;
        languages[count] = language;
        first[count] = from;
        last[count] = to;
        count++;
    }

    /// Whether any of the set's concepts occurs.
    boolean holds(ConceptSet set) {
        return set.meets(presentLow, presentHigh);
    }

    /// Whether a word was written in a way that hides it.
    boolean hidden(int word) {
        return words.hidden(word) || (word < leet.length && leet[word]);
    }

    /// The nearest hit of `set` that shares a language with hit `h`, at most `before` words before or
    /// `after` words after it and at most `sentences` sentences away; -1 when there is none.
    int near(int h, ConceptSet set, int before, int after, int sentences) {
        if (!holds(set)) {
            return -1;
        }
        int sentence = words.sentence(first[h]);
        int best = -1;
        int distance = Integer.MAX_VALUE;
        for (int g = h + 1; g < count && first[g] <= last[h] + after; g++) {
            if (set.has(concept[g]) && fits(h, g, sentence, sentences) && first[g] - last[h] < distance) {
                best = g;
                distance = Math.max(0, first[g] - last[h]);
            }
        }
        for (int g = h - 1; g >= 0 && first[g] >= first[h] - before - DEEPEST; g--) {
            int gap = first[h] - last[g];
            if (set.has(concept[g]) && gap <= before && gap < distance && fits(h, g, sentence, sentences)) {
                best = g;
                distance = gap;
            }
        }
        return best;
    }

    private boolean fits(int h, int g, int sentence, int sentences) {
        return (languages[g] & languages[h]) != 0
                && Math.abs(words.sentence(first[g]) - sentence) <= sentences
                && !(first[g] == first[h] && last[g] == last[h]);
    }

    /// Whether a hit of `set` in a shared language stands in the sentence of `h`, within `within`
    /// words.
    boolean sameSentence(int h, ConceptSet set, int within) {
        return near(h, set, within, within, 0) >= 0;
    }

    /// Whether the sentence of `h` opens with a hit of `set` (in its first words), before `h`.
    boolean opensWith(int h, ConceptSet set) {
        if (!holds(set)) {
            return false;
        }
        int sentence = words.sentence(first[h]);
        for (int g = h - 1; g >= 0 && words.sentence(first[g]) == sentence && first[h] - first[g] < 40; g--) {
            boolean early = first[g] < 4 || words.sentence(first[g] - 4) != sentence;
            if (early && set.has(concept[g]) && (languages[g] & languages[h]) != 0 && last[g] < first[h]) {
                return true;
            }
        }
        return false;
    }
}
