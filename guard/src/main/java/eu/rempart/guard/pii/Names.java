package eu.rempart.guard.pii;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Names of persons, where something around them says so: a title, "je m'appelle", a signature, or
/// a first name before another capitalised word.
final class Names {
    private static final List<String> TITLES = List.of(
            "m.",
            "mr",
            "mr.",
            "mme",
            "mme.",
            "mlle",
            "monsieur",
            "madame",
            "mademoiselle",
            "mrs",
            "mrs.",
            "ms",
            "ms.",
            "miss",
            "dr",
            "dr.",
            "docteur",
            "prof.",
            "pr.",
            "maître",
            "herr",
            "frau",
            "señor",
            "señora",
            "signor",
            "signora",
            "mm.",
            "professeur",
            "sir",
            "doctor");

    private static final List<String> INTRODUCTIONS = List.of(
            "je m'appelle ",
            "je m’appelle ",
            "m'appelle ",
            "mon nom est ",
            "mon nom complet est ",
            "my name is ",
            "my name's ",
            "my full name is ",
            "i am called ",
            "je me nomme ",
            "nom : ",
            "nom: ",
            "nom :",
            "nom complet : ",
            "prénom : ",
            "prénom: ",
            "name: ",
            "full name: ",
            "name : ",
            "signé : ",
            "signé ",
            "mein name ist ",
            "ich heiße ",
            "ich heisse ",
            "me llamo ",
            "mi nombre es ",
            "mi chiamo ",
            "meu nome é ",
            "chamo-me ",
            "ik heet ",
            "nazywam się ",
            "s'appelle ",
            "s’appelle ",
            "se nomme ",
            "nommé ",
            "nommée ",
            "moi c'est ",
            "ici c'est ",
            "c'est moi, ",
            "de la part de ",
            "candidat : ",
            "candidate : ",
            "candidature de ",
            "dossier de ",
            "destinataire : ",
            "titulaire : ",
            "au nom de ",
            "this is ",
            "call me ",
            "i'm ",
            "i am ",
            "je suis ",
            "patient : ",
            "client : ",
            "cliente : ",
            "contact : ",
            "à l'attention de ",
            "attn: ",
            "from: ",
            "to: ");

    private static final Map<Character, List<String>> BY_LETTER =
            INTRODUCTIONS.stream().collect(Collectors.groupingBy(introduction -> introduction.charAt(0)));

    private static final Set<String> PARTICLES = Set.of(
            "de", "du", "des", "la", "le", "d'", "van", "von", "der", "den", "el", "al", "ben", "bin", "di", "da",
            "dos", "del", "della", "y", "ten", "ter", "zu");

    /// Capitalised words that follow a title or an introduction without being a name.
    private static final Set<String> STOP = Set.of(
            "le",
            "la",
            "les",
            "un",
            "une",
            "des",
            "je",
            "tu",
            "il",
            "elle",
            "nous",
            "vous",
            "the",
            "a",
            "an",
            "i",
            "you",
            "he",
            "she",
            "we",
            "it",
            "bonjour",
            "merci",
            "hello",
            "hi",
            "lundi",
            "mardi",
            "mercredi",
            "jeudi",
            "vendredi",
            "samedi",
            "dimanche",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "janvier",
            "france",
            "français",
            "française",
            "french",
            "english",
            "ministre",
            "président",
            "présidente",
            "directeur",
            "directrice",
            "maire",
            "pdg",
            "ceo",
            "rh",
            "drh",
            "cv",
            "name",
            "nom",
            "développeur",
            "developer",
            "ingénieur",
            "engineer",
            "java",
            "python",
            "javascript",
            "sql",
            "excel",
            "linkedin",
            "google",
            "microsoft",
            "paris",
            "london",
            "berlin",
            "new",
            "my",
            "mon",
            "ma",
            "mes",
            "en",
            "dans",
            "pour",
            "avec",
            "sur",
            "au",
            "aux",
            "de",
            "du",
            "et",
            "ou",
            "not",
            "in",
            "on",
            "at",
            "for",
            "and",
            "or",
            "of",
            "to",
            "no",
            "yes",
            "oui",
            "non",
            "email",
            "phone",
            "iban",
            "card",
            "text",
            "secret",
            "login",
            "url",
            "address",
            "ip",
            "mac",
            "nir",
            "siren",
            "siret",
            "vat",
            "ssn",
            "plate",
            "passport",
            "birthdate",
            "ai",
            "ia",
            "crypto",
            "elea",
            "rempart",
            "chatgpt",
            "claude",
            "dieu",
            "god",
            "santa",
            "dan");

    private static final int WEAK = 7;

    private final Set<String> firstNames = new HashSet<>();

    Names() {
        try (InputStream in = Names.class.getResourceAsStream("first-names.txt")) {
            if (in == null) {
                throw new IllegalStateException("the first names are missing from the library");
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    for (String name : line.split(" ", -1)) {
                        if (name.length() > 1) {
                            firstNames.add(plain(name));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the first names cannot be read", e);
        }
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            if (lower.charAt(i) > 0x7f) {
                return Normalizer.normalize(lower, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "");
            }
        }
        return lower;
    }

    void find(String text, Matches matches) {
        int i = 0;
        while (i < text.length()) {
            if (!Character.isLetter(text.charAt(i)) || (i > 0 && Character.isLetterOrDigit(text.charAt(i - 1)))) {
                i++;
                continue;
            }
            int end = wordEnd(text, i);
            char c = text.charAt(i);
            if (Character.isUpperCase(c)) {
                int name = capitalised(text, i, end);
                if (name > 0) {
                    matches.add(PiiType.NAME, i, name, 40);
                    i = name;
                    continue;
                }
            }
            int title = titleEnd(text, i, end);
            if (title > 0) {
                int name = nameEnd(text, title, 4);
                if (name > 0) {
                    matches.add(PiiType.NAME, title, name, 35);
                    i = name;
                    continue;
                }
            }
            int introduced = introductionEnd(text, i);
            if (introduced > 0) {
                i = introduce(text, i, introduced, matches);
                continue;
            }
            i = Math.max(end, i + 1);
        }
    }

    private static int wordEnd(String text, int from) {
        int i = from;
        while (i < text.length() && i - from < 40 && (Character.isLetter(text.charAt(i)) || inner(text, i))) {
            i++;
        }
        return i;
    }

    private static boolean inner(String text, int i) {
        char c = text.charAt(i);
        return (c == '-' || c == '\'' || c == '’')
                && i + 1 < text.length()
                && Character.isLetter(text.charAt(i + 1))
                && i > 0
                && Character.isLetter(text.charAt(i - 1));
    }

    /// A known first name and one to three more capitalised words.
    private int capitalised(String text, int at, int end) {
        String word = text.substring(at, end);
        int dash = word.indexOf('-');
        boolean known =
                firstNames.contains(plain(word)) || (dash > 1 && firstNames.contains(plain(word.substring(0, dash))));
        if (!known) {
            return -1;
        }
        int next = skipBlank(text, end);
        if (next == end) {
            return -1;
        }
        int last = nameEnd(text, next, 3);
        return last > 0 ? last : -1;
    }

    private static int skipBlank(String text, int from) {
        return from < text.length() && Letters.isSpace(text.charAt(from)) ? from + 1 : from;
    }

    /// Where a name of at most `most` capitalised words (and particles between them) ends; -1 when
    /// there is none at `at`.
    private static int nameEnd(String text, int at, int most) {
        int end = -1;
        int w = at;
        int words = 0;
        while (words < most && w < text.length()) {
            int stop = wordEnd(text, w);
            if (stop == w) {
                break;
            }
            String word = text.substring(w, stop);
            String lower = word.toLowerCase(Locale.ROOT);
            if (PARTICLES.contains(lower) && !Character.isUpperCase(word.charAt(0)) && !(end < 0 && words > 0)) {
                // A particle counts only with what follows it.
                int after = skipBlank(text, stop);
                if (after == stop || after >= text.length() || !Character.isUpperCase(text.charAt(after))) {
                    break;
                }
                w = after;
                continue;
            }
            boolean initial = word.length() == 1 && stop < text.length() && text.charAt(stop) == '.';
            boolean elided = (lower.startsWith("d'") || lower.startsWith("d’"))
                    && word.length() > 3
                    && Character.isUpperCase(word.charAt(2));
            if ((!Character.isUpperCase(word.charAt(0)) && !elided)
                    || STOP.contains(lower)
                    || (word.length() < 2 && !initial)) {
                break;
            }
            if (initial) {
                stop++;
            } else {
                end = stop;
            }
            words++;
            int after = skipBlank(text, stop);
            if (after == stop) {
                break;
            }
            w = after;
        }
        return end - at >= 2 ? end : -1;
    }

    private static int titleEnd(String text, int at, int end) {
        int stop = end < text.length() && text.charAt(end) == '.' ? end + 1 : end;
        String word = text.substring(at, stop).toLowerCase(Locale.ROOT);
        String bare = text.substring(at, end).toLowerCase(Locale.ROOT);
        if (!TITLES.contains(word) && !TITLES.contains(bare)) {
            return -1;
        }
        int from = TITLES.contains(word) ? stop : end;
        int next = skipBlank(text, from);
        return next > from && next < text.length() ? next : -1;
    }

    private static int introductionEnd(String text, int at) {
        char first = Character.toLowerCase(text.charAt(at));
        for (String introduction : BY_LETTER.getOrDefault(first, List.of())) {
            if (text.regionMatches(true, at, introduction, 0, introduction.length())) {
                int end = at + introduction.length();
                return end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
            }
        }
        return -1;
    }

    private int introduce(String text, int at, int from, Matches matches) {
        int first = titleSkipped(text, from);
        int name = first < text.length() ? nameEnd(text, first, 4) : -1;
        boolean strong = text.regionMatches(true, at, "je m", 0, 4)
                || text.regionMatches(true, at, "my ", 0, 3)
                || text.regionMatches(true, at, "m'app", 0, 5)
                || text.regionMatches(true, at, "s'app", 0, 5)
                || text.regionMatches(true, at, "mon nom", 0, 7)
                || text.regionMatches(true, at, "mein", 0, 4)
                || text.regionMatches(true, at, "ich h", 0, 5)
                || text.regionMatches(true, at, "me ll", 0, 5)
                || text.regionMatches(true, at, "mi ch", 0, 5)
                || text.regionMatches(true, at, "nom", 0, 3)
                || text.regionMatches(true, at, "prénom", 0, 6)
                || text.regionMatches(true, at, "candidat", 0, 8);
        if (name > 0) {
            String found = text.substring(first, name);
            boolean several = found.indexOf(' ') > 0;
            int space = several ? found.indexOf(' ') : found.length();
            if (strong || (several && name - first > WEAK) || firstNames.contains(plain(found.substring(0, space)))) {
                matches.add(PiiType.NAME, first, name, 35);
                return name;
            }
            return from;
        }
        // In lower case only a known first name counts: "je m'appelle marie dupont".
        int end = strong ? wordEnd(text, first) : first;
        if (end > first && firstNames.contains(plain(text.substring(first, end)))) {
            int next = skipBlank(text, end);
            int last = next > end ? wordEnd(text, next) : end;
            boolean surname = last > next + 2
                    && !STOP.contains(text.substring(next, last).toLowerCase(Locale.ROOT))
                    && !SMALL.contains(text.substring(next, last).toLowerCase(Locale.ROOT));
            matches.add(PiiType.NAME, first, surname ? last : end, 36);
            return surname ? last : end;
        }
        return from;
    }

    /// Words that go on after a lower-case first name, so that they are no surname.
    private static final Set<String> SMALL = Set.of(
            "qui",
            "que",
            "mais",
            "donc",
            "car",
            "puis",
            "comment",
            "depuis",
            "est",
            "suis",
            "j'ai",
            "who",
            "but",
            "from",
            "und",
            "habite",
            "travaille",
            "cherche",
            "voudrais");

    private static int titleSkipped(String text, int from) {
        int end = from < text.length() ? wordEnd(text, from) : from;
        int title = end > from ? titleEnd(text, from, end) : -1;
        return title > 0 ? title : from;
    }
}
