package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordHash;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names that are written in small letters, or begin with a particle: `je m'appelle charles de gaulle`,
/// `mme martin`, `Mr. van der Berg`, `Mr O'Brien`. Without capitals only an introduction, a form of address, a
/// greeting or what the person does tells them from words. Used by one thread.
final class SmallNames {
    private static final int MOST_WORDS = 6;

    private static final int NO_NAME = NameWords.STOP
            | NameWords.TITLE
            | NameWords.ARTICLE
            | NameWords.VERB
            | NameWords.GREETING
            | NameWords.JOB
            | NameWords.RELATION
            | NameWords.COMMON;

    private static final int SURE_NAME = NameWords.KNOWN | NameWords.RARE | NameWords.LAST;

    /// How persons are addressed. Ranks and offices, which are titles too, stand before countries: "duc de Savoie".
    private static final Set<Long> FORMS = hashes("m mr mrs mme mmes mlle mlles ms miss monsieur madame mademoiselle "
            + "messieurs dr docteur prof herr frau senor senora senorita sr sra srta signor signora sig senhor senhora "
            + "dhr mevr mevrouw meneer");

    /// What may follow a form of address and begin a name: not `der`, for "Herr der Ringe".
    private static final Set<Long> LEADING = hashes("de du van von di da dos del della le la el ben bin mac st");

    /// Particles that are articles too.
    private static final Set<Long> ARTICLES = hashes("le la el des les al y o");

    private static final Set<Long> BEFORE_VERB = hashes("l m t s n le la les lui me te se ne nous vous leur");

    private static final Set<Long> SPEAKERS = hashes("im am suis bin soy sono");
    private static final Set<Long> OWN = hashes("prenom nom name nome nombre");
    private static final long THIS = WordHash.of("c");
    private static final long IS = WordHash.of("est");
    private static final long ME = WordHash.of("moi");
    private static final long FAMILY = WordHash.of("famille");

    private final String text;
    private final NormalText words;
    private final int[] flags;
    private final NameWords table;

    SmallNames(String text, NormalText words, int[] flags, NameWords table) {
        this.text = text;
        this.words = words;
        this.flags = flags;
        this.table = table;
    }

    /// Whether "moi c'est", "mon prénom c'est" or "nom de famille est" stands before a word.
    boolean isPresented(int w) {
        if (w < 3 || words.hash(w - 1) != IS) {
            return false;
        }
        long before = words.hash(w - 2);
        long first = words.hash(w - 3);
        return (before == THIS && (OWN.contains(first) || (first == ME && !has(w, NO_NAME))))
                || (before == FAMILY && w > 3 && OWN.contains(words.hash(w - 4)));
    }

    /// The end of a name in small letters that begins with an introduced word; `w` or less if it can be none.
    /// Who tells the own name may have an unknown one.
    ///
    /// @param speaker whether a speaker tells the own name
    int introduced(int w, boolean speaker) {
        int first = w;
        while (first - w < 2 && has(first, NameWords.PARTICLE) && isJoined(first) && words.length(first) > 1) {
            first++;
        }
        boolean name = first > w
                ? has(first, SURE_NAME) && !has(first, NO_NAME)
                : (has(w, NameWords.LAST) && !has(w, NameWords.COMMON)) || (speaker && isUnknown(w));
        return name && !isCapital(first) ? extend(first, speaker) : -1;
    }

    /// The end of the name in small letters whose first word is one: what hyphens, particles and families add.
    int extend(int w, boolean speaker) {
        int end = w + 1;
        while (end < flags.length && end - w < MOST_WORDS && isJoined(end - 1)) {
            boolean hyphen = text.charAt(words.end(end - 1)) == '-';
            if (hyphen && has(end, NameWords.FIRST | NameWords.LAST | NameWords.LAST_WORD)) {
                end++;
                continue;
            }
            int after = end;
            boolean article = false;
            while (after - end < 2 && has(after, NameWords.PARTICLE) && isJoined(after) && words.length(after) > 1) {
                article |= after == end && ARTICLES.contains(words.hash(after));
                after++;
            }
            boolean particle = after > end;
            boolean family = has(after, NameWords.LAST) && !has(after, NO_NAME) && words.length(after) > 2;
            boolean told = particle && !article && !has(after, NameWords.STOP) && words.length(after) > 2;
            boolean first = has(after, NameWords.KNOWN) && !has(after, NO_NAME);
            boolean own = speaker && !particle && (first || isUnknown(after));
            if (!family && !told && !own) {
                break;
            }
            end = after + 1;
        }
        return end;
    }

    /// `bonjour marie`, `i'm john`, `paul l'a aidé`.
    int lone(int w) {
        boolean thing = w > 0 && has(w - 1, NameWords.ARTICLE);
        if (thing || words.length(w) < 4 || !has(w, NameWords.KNOWN) || has(w, NO_NAME & ~NameWords.COMMON)) {
            return -1;
        }
        boolean blank = w > 0 && words.start(w) - words.end(w - 1) <= 2;
        boolean called = blank && (has(w - 1, NameWords.GREETING) || SPEAKERS.contains(words.hash(w - 1)));
        if (called && (isClosed(w) || (w + 1 < flags.length && has(w + 1, NameWords.STOP)))) {
            return w + 1;
        }
        int verb = w + 1 < flags.length && BEFORE_VERB.contains(words.hash(w + 1)) ? w + 2 : w + 1;
        boolean acts = verb < flags.length
                && has(verb, NameWords.VERB)
                && !isCapital(verb)
                && words.start(verb) - words.end(w) <= 6
                && words.sentence(verb) == words.sentence(w)
                && text.charAt(words.end(w)) == ' '
                && !(w > 0 && has(w - 1, NameWords.BEFORE_PLACE | NameWords.PARTICLE));
        return acts ? w + 1 : -1;
    }

    /// The first word that is no particle of the name that begins with word `w` after a form of address, where
    /// particles or small letters hide it; -1 when there is none.
    int family(int w) {
        if (w == 0 || !isAddress(w)) {
            return -1;
        }
        int first = w;
        if (isElided(w)) {
            first++;
        } else {
            while (first - w < 2
                    && has(first, NameWords.PARTICLE)
                    && (first > w || LEADING.contains(words.hash(first)))
                    && first + 1 < flags.length
                    && isJoined(first)) {
                first++;
            }
        }
        boolean small = !isCapital(first);
        boolean job = has(first, NameWords.JOB | NameWords.TITLE | NameWords.VERB | NameWords.GREETING);
        boolean article = first == w + 1 && ARTICLES.contains(words.hash(w));
        if (job || words.length(first) < 3 || (has(first, NameWords.STOP) && !has(first, NameWords.KNOWN))) {
            return -1;
        }
        boolean known = has(first, SURE_NAME) && (!has(first, NameWords.COMMON) || has(first, NameWords.KNOWN));
        if (small) {
            return known ? first : -1;
        }
        // "Mme Le Pen", but "Monsieur le Préfet".
        boolean plausible = article
                ? isCapital(w) && words.length(w - 1) <= 4
                : !has(first, NameWords.COMMON) || has(first, NameWords.FIRST | NameWords.LAST_WORD);
        return first > w && (known || plausible || isElided(w)) ? first : -1;
    }

    /// Whether `O'` or, after a form of address, `d'` begins a name with word `w`.
    boolean isElided(int w) {
        return w + 1 < flags.length
                && words.length(w) == 1
                && (words.letter(w, 0) == 'o' || words.letter(w, 0) == 'd')
                && isApostrophe(words.end(w))
                && words.start(w + 1) == words.end(w) + 1
                && words.length(w + 1) > 2;
    }

    private boolean isApostrophe(int at) {
        return at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '’');
    }

    private boolean isAddress(int w) {
        if (!FORMS.contains(words.hash(w - 1))) {
            return false;
        }
        int from = words.end(w - 1);
        int gap = words.start(w) - from;
        boolean dotted = gap == 2 && text.startsWith(". ", from);
        boolean blank = gap == 1 && Letters.isSpace(text.charAt(from));
        return dotted || (blank && words.length(w - 1) > 1);
    }

    /// In no list at all; a small word's own flags do not tell whether it is an ordinary one.
    private boolean isUnknown(int w) {
        return flags[w] == 0
                && words.length(w) > 2
                && !words.hasDigit(w)
                && !isCapital(w)
                && table.common(words.hash(w)) == 0;
    }

    private boolean isClosed(int w) {
        int at = words.end(w);
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at >= text.length() || ",!.:;?\n\r".indexOf(text.charAt(at)) >= 0;
    }

    private boolean isJoined(int w) {
        if (w + 1 >= flags.length || words.start(w + 1) - words.end(w) != 1) {
            return false;
        }
        char c = text.charAt(words.end(w));
        return Letters.isSpace(c) || c == '-' || c == '\'' || c == '’';
    }

    private boolean has(int w, int wanted) {
        return (flags[w] & wanted) != 0;
    }

    private boolean isCapital(int w) {
        return Character.isUpperCase(text.charAt(words.start(w)));
    }

    private static Set<Long> hashes(String words) {
        return Stream.of(words.split(" ", -1)).map(WordHash::of).collect(Collectors.toUnmodifiableSet());
    }
}
