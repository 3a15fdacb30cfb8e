package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;

/// Family names by their endings: Slavic, Scandinavian, Finnish, Caucasian, Greek, Turkish and Romanian ones are
/// made of a father's name or a place, and end as few words do.
final class FamilyEndings {
    private static final int SHORTEST = 6;

    private static final String[] ENDINGS = {
        "ovic", "evic", "ovich", "evich", "ovna", "evna", "enko", "czyk", "wicz", "owski", "ewski", "owska", "ewska",
        "inski", "inska", "ynski", "ynska", "ovsky", "evsky", "insky", "ovski", "evski", "skaya", "shvili", "adze",
        "idze", "oglu", "escu", "opoulos", "opoulou", "akis", "dottir", "rsson", "nsson", "dsson", "ksson", "lsson",
        "tsson", "fsson", "gsson", "nsen", "ersen", "ksen", "kov", "nov", "rov", "lov", "mov", "sov", "yev", "aev",
        "kova", "nova", "rova", "lova", "mova", "sova", "yeva", "aeva", "hyan", "syan", "ryan", "nyan", "lyan", "iyan",
        "ainen", "oinen", "ttinen", "rtinen", "ltinen", "htinen", "kkinen", "skinen", "rkinen", "lkinen", "ntanen",
        "rtanen", "ltanen", "ponen", "hkonen", "kkonen"
    };

    private FamilyEndings() {}

    /// Whether a word ends like a family name.
    static boolean has(NormalText words, int w) {
        int size = words.length(w);
        if (size < SHORTEST) {
            return false;
        }
        for (String ending : ENDINGS) {
            int k = ending.length();
            int from = size - k;
            while (k > 0 && words.letter(w, from + k - 1) == ending.charAt(k - 1)) {
                k--;
            }
            if (k == 0) {
                return true;
            }
        }
        return false;
    }
}
