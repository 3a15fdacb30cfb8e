package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordHash;

/// Names of persons: where a title or an introduction says so, and where a first name of the
/// gazetteer stands as people write names. Immutable and thread-safe.
///
/// Sources: the lists of first and family names in `names.txt`, the words around names in
/// `name-context.txt`, ordinary words in `name-look-alikes.txt`. There is no standard to follow.
final class Names {
    private static final int SURE = 35;
    private static final int LIKELY = 40;

    private final NameWords table = NameWords.load();

    void find(String text, NormalText words, Matches matches) {
        int n = words.count();
        if (n == 0) {
            return;
        }
        int[] flags = new int[n];
        for (int w = 0; w < n; w++) {
            boolean capital = Character.isUpperCase(text.charAt(words.start(w)));
            long hash = capital && isPossessive(text, words, w) ? owner(words, w) : words.hash(w);
            flags[w] = table.flags(hash);
            if (capital || flags[w] != 0) {
                flags[w] |= table.common(hash);
            }
            if (flags[w] == 0 && capital && FamilyEndings.has(words, w)) {
                flags[w] = NameWords.LAST;
            }
        }
        NameReading reading = new NameReading(text, words, flags, table);
        NameEchoes echoes = new NameEchoes(text, words, flags);
        int w = 0;
        while (w < n) {
            int end = reading.nameAt(w);
            if (end > w) {
                matches.add(PiiType.NAME, words.start(w), end(text, words, end - 1), reading.sure ? SURE : LIKELY);
                echoes.name(w, end, reading.sure);
                w = end;
            } else {
                w++;
            }
        }
        echoes.find(word -> matches.add(PiiType.NAME, words.start(word), end(text, words, word), LIKELY));
    }

    /// Whether a word is a name's with its English `'s`, which the normal form takes for one word.
    static boolean isPossessive(String text, NormalText words, int w) {
        int end = words.end(w);
        return words.length(w) > 3
                && text.charAt(end - 1) == 's'
                && (text.charAt(end - 2) == '\'' || text.charAt(end - 2) == '’')
                && Character.isUpperCase(text.charAt(words.start(w)));
    }

    private static long owner(NormalText words, int w) {
        long hash = 0;
        for (int i = 0; i < words.length(w) - 1; i++) {
            hash = WordHash.grow(hash, words.letter(w, i));
        }
        return hash;
    }

    /// The dot of an initial belongs to the name, an `'s` does not.
    private static int end(String text, NormalText words, int last) {
        int end = words.end(last);
        if (isPossessive(text, words, last)) {
            return end - 2;
        }
        boolean initial = words.length(last) == 1 && end < text.length() && text.charAt(end) == '.';
        return initial ? end + 1 : end;
    }
}
