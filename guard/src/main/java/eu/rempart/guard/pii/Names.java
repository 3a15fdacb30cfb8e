package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;

/// Names of persons: where a title or an introduction says so, and where a first name of the
/// gazetteer stands as people write names. Immutable and thread-safe.
///
/// Sources: the lists of first and family names in `names.txt`, the words around names in
/// `name-context.txt`. There is no standard to follow.
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
            flags[w] = table.flags(words.hash(w));
            if (flags[w] == 0 && Character.isUpperCase(text.charAt(words.start(w))) && FamilyEndings.has(words, w)) {
                flags[w] = NameWords.LAST;
            }
        }
        NameReading reading = new NameReading(text, words, flags);
        NameEchoes echoes = new NameEchoes(text, words, flags);
        int w = 0;
        while (w < n) {
            int end = reading.nameAt(w);
            if (end > w) {
                matches.add(PiiType.NAME, words.start(w), words.end(end - 1), reading.sure ? SURE : LIKELY);
                echoes.name(w, end, reading.sure);
                w = end;
            } else {
                w++;
            }
        }
        echoes.find(word -> matches.add(PiiType.NAME, words.start(word), words.end(word), LIKELY));
    }
}
