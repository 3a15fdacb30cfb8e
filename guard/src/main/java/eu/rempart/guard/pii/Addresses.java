package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isDigit;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordTable;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Postal addresses: a house number and a way, and the postcode and town after it. French first,
/// then English, German, Spanish, Italian. The order of their parts is that of the Universal Postal Union's S42
/// (EN ISO 19160-4) in each country; French lines are those of NF Z10-011.
final class Addresses {
    /// Ways that stand between the number and their name: "12 bis rue de la Paix", "Calle Mayor 5".
    private static final Set<String> WAYS_BEFORE = Set.of(
            "rue",
            "avenue",
            "av",
            "ave",
            "boulevard",
            "bd",
            "bld",
            "boul",
            "place",
            "pl",
            "chemin",
            "ch",
            "chem",
            "impasse",
            "imp",
            "allée",
            "allee",
            "allées",
            "quai",
            "cours",
            "route",
            "rte",
            "square",
            "sq",
            "passage",
            "villa",
            "cité",
            "faubourg",
            "fbg",
            "sentier",
            "esplanade",
            "promenade",
            "rond-point",
            "résidence",
            "residence",
            "lotissement",
            "lot",
            "hameau",
            "ruelle",
            "venelle",
            "traverse",
            "montée",
            "côte",
            "mail",
            "via",
            "viale",
            "piazza",
            "corso",
            "calle",
            "avenida",
            "plaza",
            "paseo",
            "rua",
            "travessa",
            "praça",
            "lieu-dit",
            "ul",
            "al",
            "os",
            "largo",
            "estrada",
            "camino",
            "carrer",
            "avda",
            "vicolo",
            "strada",
            "piazzale",
            "ulica",
            "aleja",
            "plac",
            "rúa");

    private static final Set<String> WAYS_AFTER = Set.of(
            "street",
            "st",
            "road",
            "rd",
            "avenue",
            "ave",
            "lane",
            "ln",
            "drive",
            "dr",
            "court",
            "ct",
            "boulevard",
            "blvd",
            "way",
            "place",
            "pl",
            "square",
            "sq",
            "terrace",
            "close",
            "crescent",
            "parkway",
            "pkwy",
            "highway",
            "hwy",
            "circle",
            "trail",
            "alley",
            "mews",
            "gardens",
            "grove",
            "hill",
            "row",
            "walk",
            "plaza",
            "cir",
            "ter",
            "trl",
            "cres",
            "gdns",
            "grn",
            "plz",
            "hts",
            "loop",
            "turnpike",
            "expressway",
            "broadway",
            "crossing",
            "quay",
            "wharf");

    /// Ways that are also written small where a number follows the name.
    private static final WordTable SMALL_WAYS = new WordTable(Stream.of(
                    "ul", "al", "os", "rua", "calle", "via", "viale", "piazza", "corso", "avenida", "plaza", "paseo",
                    "lieu")
            .collect(Collectors.toMap(way -> way, way -> 1)));

    private static final String[] GERMAN = {
        "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "straat", "laan",
                "plein",
        "gracht", "singel", "kade", "dreef", "steig", "pfad", "chaussee", "sgade", "rgade", "egade", "gatan", "vägen",
                "vej",
        "veien", "katu"
    };

    /// The ways, or how those of several words begin, for a first look.
    private static final WordTable FIRST_WORDS = new WordTable(WAYS_BEFORE.stream()
            .collect(Collectors.toMap(way -> NormalText.of(way).word(0), way -> 1, (x, y) -> x)));

    private Addresses() {}

    static void find(String text, NormalText words, Matches matches) {
        int busyUntil = 0;
        for (int w = 0; w < words.count(); w++) {
            int i = words.start(w);
            char c = text.charAt(i);
            int end = -1;
            if (i < busyUntil) {
                continue;
            }
            if (isDigit(c)) {
                end = fromNumber(text, i);
                if (end < 0 && fromPostcode(text, words, w, matches)) {
                    continue;
                }
            } else if (Character.isUpperCase(c) || SMALL_WAYS.flags(words.hash(w)) != 0) {
                end = fromName(text, i, FIRST_WORDS.flags(words.hash(w)) != 0);
            }
            if (end > i) {
                int stop = AddressTail.end(text, withTown(text, end));
                matches.add(PiiType.ADDRESS, AddressTail.start(text, i), stop, 30);
                busyUntil = end;
            }
        }
    }

    /// `Vesterbrogade 12, 1620 København`, where nothing but its order tells a street; `SW1A 1AA`.
    private static boolean fromPostcode(String text, NormalText words, int w, Matches matches) {
        int at = words.start(w);
        int british = words.length(w) == 3 ? AddressTail.britishStart(text, at) : -1;
        if (british >= 0) {
            matches.add(PiiType.ADDRESS, british, at + 3, 32);
            return true;
        }
        boolean code = words.length(w) >= 4 && words.length(w) <= 5 && numberEnd(text, at) == at + words.length(w);
        int gap = code && w >= 2 ? at - words.end(w - 1) : 0;
        if (gap < 1 || gap > 3 || !isBreak(text, words.end(w - 1), at) || !isHouse(text, words, w - 1)) {
            return false;
        }
        int first = w - 1;
        while (first > 0
                && w - first < 5
                && words.start(first) - words.end(first - 1) == 1
                && text.charAt(words.end(first - 1)) == ' '
                && Character.isUpperCase(text.charAt(words.start(first - 1)))) {
            first--;
        }
        int town = first < w - 1 && words.length(w - 2) > 3 ? townEnd(text, at + words.length(w)) : -1;
        if (town > 0) {
            matches.add(PiiType.ADDRESS, words.start(first), AddressTail.end(text, town), 30);
        }
        return town > 0;
    }

    private static boolean isBreak(String text, int from, int to) {
        boolean broken = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            broken |= c == ',' || c == '\n';
            if (c != ',' && c != '\n' && c != '\r' && c != ' ') {
                return false;
            }
        }
        return broken;
    }

    private static boolean isHouse(String text, NormalText words, int w) {
        return words.length(w) <= 4
                && isDigit(text.charAt(words.start(w)))
                && words.start(w) > 0
                && text.charAt(words.start(w) - 1) == ' ';
    }

    private static int numberEnd(String text, int at) {
        int i = at;
        while (i < text.length() && i - at < 6 && isDigit(text.charAt(i))) {
            i++;
        }
        return i - at > 5 ? -1 : i;
    }

    private static int wordEnd(String text, int from) {
        int i = from;
        while (i < text.length()
                && i - from < 40
                && (Character.isLetter(text.charAt(i))
                        || text.charAt(i) == '-'
                        || text.charAt(i) == '\''
                        || text.charAt(i) == '’')) {
            i++;
        }
        return i;
    }

    private static String lower(String text, int from, int end) {
        return text.substring(from, end).toLowerCase(Locale.ROOT);
    }

    private static int skip(String text, int from) {
        int i = from;
        while (i < text.length()
                && i - from < 3
                && (Letters.isSpace(text.charAt(i)) || text.charAt(i) == ',' || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }

    /// "12 bis, rue de la Paix" · "221B Baker Street"
    private static int fromNumber(String text, int at) {
        int i = numberEnd(text, at);
        if (i < 0 || i >= text.length()) {
            return -1;
        }
        if (Character.isLetter(text.charAt(i)) && !Letters.isWordAt(text, i + 1)) {
            i++;
        }
        int word = skip(text, i);
        if (word == i) {
            return -1;
        }
        int end = wordEnd(text, word);
        String first = lower(text, word, end);
        if (first.equals("bis")
                || first.equals("ter")
                || first.equals("quater")
                || (first.length() == 1 && !first.equals("à"))) {
            word = skip(text, end);
            end = wordEnd(text, word);
            first = lower(text, word, end);
        }
        // "ul. Cicha 86": in Polish no number stands before.
        boolean polish = first.equals("ul") || first.equals("al") || first.equals("os");
        if (WAYS_BEFORE.contains(first) && !polish) {
            int name = skip(text, end);
            return name > end ? wayName(text, name) : -1;
        }
        // English: one to four capitalised words, the last of them a way.
        int w = word;
        for (int k = 0; k < 5; k++) {
            int stop = wordEnd(text, w);
            boolean ordinal = k == 0 && w < text.length() && isDigit(text.charAt(w));
            if (ordinal) {
                stop = w;
                while (stop < text.length() && stop - w < 7 && Character.isLetterOrDigit(text.charAt(stop))) {
                    stop++;
                }
            }
            if (stop == w || (!ordinal && !Character.isUpperCase(text.charAt(w)))) {
                return -1;
            }
            if (k > 0 && WAYS_AFTER.contains(lower(text, w, stop))) {
                return stop < text.length() && text.charAt(stop) == '.' ? stop + 1 : stop;
            }
            w = stop;
            while (w < text.length() && w - stop < 2 && (Letters.isSpace(text.charAt(w)) || text.charAt(w) == '.')) {
                w++;
            }
            if (w == stop) {
                return -1;
            }
        }
        return -1;
    }

    /// The name of a French way: up to six words, small ones such as "de la" included, ending with a
    /// real one.
    private static int wayName(String text, int from) {
        int end = -1;
        int w = from;
        for (int k = 0; k < 7; k++) {
            int stop = wordEnd(text, w);
            if (stop == w) {
                // "place du 8 mai 1945", "rue du 11 Novembre"
                stop = numberEnd(text, w);
                if (stop <= w || (end < 0 && k == 0)) {
                    break;
                }
                if (stop - w == 5) {
                    break;
                }
            }
            String word = text.substring(w, stop);
            boolean small = isSmall(word);
            boolean date = isDigit(word.charAt(0)) || (k > 0 && isMonthName(word));
            if (!small && !date && !Character.isUpperCase(word.charAt(0)) && !hasCapital(word)) {
                if (end < 0 && k <= 3) {
                    end = stop;
                }
                break;
            }
            if (!small) {
                end = stop;
            }
            w = stop;
            if (w < text.length() && Letters.isSpace(text.charAt(w))) {
                w++;
            } else {
                break;
            }
        }
        return end;
    }

    private static boolean hasCapital(String word) {
        return word.chars().anyMatch(Character::isUpperCase);
    }

    private static boolean isMonthName(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "mai", "novembre", "juillet", "août", "septembre", "mars", "février", "juin" -> true;
            default -> false;
        };
    }

    private static boolean isSmall(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "de",
                    "du",
                    "des",
                    "la",
                    "le",
                    "les",
                    "l",
                    "d",
                    "aux",
                    "au",
                    "à",
                    "et",
                    "en",
                    "sur",
                    "sous",
                    "del",
                    "della",
                    "delle",
                    "dei",
                    "di",
                    "do",
                    "da",
                    "dos",
                    "los",
                    "las",
                    "el",
                    "saint",
                    "sainte",
                    "st",
                    "ste" -> true;
            default -> false;
        };
    }

    /// "Hauptstraße 12" · "Via Roma 5" · "Calle Mayor, 5"
    ///
    /// @param way whether the first word is, by its hash, that of a way
    private static int fromName(String text, int at, boolean way) {
        int end = wordEnd(text, at);
        if (!way && !isDigitNear(text, end) && !text.startsWith(" de", end)) {
            return -1;
        }
        String first = lower(text, at, end);
        boolean german = false;
        if (end < text.length() && text.charAt(end) == '.' && first.endsWith("str")) {
            end++;
            german = true;
        }
        for (String ending : GERMAN) {
            german |= first.length() > ending.length() + 2 && first.endsWith(ending);
        }
        if (first.equals("straße") || first.equals("strasse") || first.equals("platz")) {
            return named(text, end);
        }
        if (german) {
            return houseNumber(text, end);
        }
        boolean abbreviated = first.length() < 3 && end < text.length() && text.charAt(end) == '.';
        if (!WAYS_BEFORE.contains(first) || (first.length() < 3 && !abbreviated)) {
            return -1;
        }
        int name = skip(text, end);
        int stop = name > end ? wayName(text, name) : -1;
        // "Via la ligne 12": the name of a way begins with a capital, or with a real word.
        String called = stop > 0 ? text.substring(name, stop) : "";
        if (isSmall(called.substring(0, wordEnd(called, 0))) && !hasCapital(called)) {
            return -1;
        }
        if (first.equals("lieu-dit")) {
            return stop > 0 && hasCapital(called) && isPostcodeNext(text, stop) ? stop : -1;
        }
        // "Plaza de España s/n": without a number.
        int none = stop > 0 ? skip(text, stop) : -1;
        if (none > stop && text.regionMatches(true, none, "s/n", 0, 3) && !Letters.isWordAt(text, none + 3)) {
            return none + 3;
        }
        // A number at the end may be the house's, or a part of the name as in "rue du 11 Novembre".
        boolean numbered = stop > 0 && isDigit(text.charAt(stop - 1)) && !Letters.isWordAt(text, stop);
        return stop < 0 || numbered ? stop : houseNumber(text, stop);
    }

    /// `Straße des 17. Juni 135`: what a street is named after stands behind it.
    private static int named(String text, int from) {
        if (!text.startsWith(" des ", from) && !text.startsWith(" der ", from)) {
            return -1;
        }
        int i = from + 5;
        int day = numberEnd(text, i);
        i = day > i && text.startsWith(". ", day) ? day + 2 : i;
        int end = wordEnd(text, i);
        return end > i && Character.isUpperCase(text.charAt(i)) ? houseNumber(text, end) : -1;
    }

    private static boolean isPostcodeNext(String text, int from) {
        int i = skip(text, from);
        int end = numberEnd(text, i);
        return i > from && end - i == 5;
    }

    /// Whether a house number could follow.
    private static boolean isDigitNear(String text, int from) {
        for (int i = from; i < text.length() && i - from < 5; i++) {
            if (isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static int houseNumber(String text, int from) {
        int i = skip(text, from);
        int end = i == from || i >= text.length() || !isDigit(text.charAt(i)) ? -1 : numberEnd(text, i);
        if (end < 0 || end - i > 4) {
            return -1;
        }
        if (end < text.length() && Character.isLetter(text.charAt(end)) && !Letters.isWordAt(text, end + 1)) {
            end++;
        }
        return Letters.isWordAt(text, end) ? -1 : end;
    }

    /// Adds ", 75001 Paris", ", Springfield, IL 62704" and the like.
    private static int withTown(String text, int from) {
        int i = from;
        while (i < text.length()
                && i - from < 4
                && (Letters.isSpace(text.charAt(i)) || ",\n-–".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        int digits = i;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits - i >= 4 && digits - i <= 5 && i > from) {
            int town = townEnd(text, digits);
            return town > 0 ? town : digits;
        }
        if (i == from || text.charAt(i - 1) == '\n') {
            return from;
        }
        boolean comma = text.substring(from, i).indexOf(',') >= 0;
        int town = comma ? townEnd(text, i - 1) : -1;
        if (town < 0) {
            return from;
        }
        int after = skip(text, town);
        int state = after;
        while (state < text.length() && state - after < 3 && text.charAt(state) >= 'A' && text.charAt(state) <= 'Z') {
            state++;
        }
        int zip = state - after == 2 ? skip(text, state) : after;
        int zipEnd = zip;
        while (zipEnd < text.length() && isDigit(text.charAt(zipEnd))) {
            zipEnd++;
        }
        return zipEnd - zip >= 4 && zipEnd - zip <= 5
                ? zipEnd
                : state - after == 2 && !Letters.isWordAt(text, state) ? state : town;
    }

    /// Up to three capitalised words after one blank: "Paris", "Saint-Étienne", "Le Mans".
    private static int townEnd(String text, int from) {
        int end = -1;
        int w = from + 1;
        for (int k = 0; k < 3 && w < text.length() && (Letters.isSpace(text.charAt(w - 1)) || k > 0); k++) {
            int stop = wordEnd(text, w);
            if (stop == w || !Character.isUpperCase(text.charAt(w))) {
                break;
            }
            end = stop;
            if (stop >= text.length() || text.charAt(stop) != ' ') {
                break;
            }
            w = stop + 1;
        }
        return end;
    }
}
