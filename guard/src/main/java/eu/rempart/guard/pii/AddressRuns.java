package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Postal addresses of any country, by what stands before them or inside them: "lives at …",
/// "address: …", "Apt. 12", "P.O. Box 3", and runs of numbers and capitalised words over some lines.
///
/// Follows the order of parts of the Universal Postal Union's S42 loosely: streets and towns are not
/// looked up.
final class AddressRuns {
    private static final int RANK = 30;
    private static final int LONGEST = 180;
    private static final int MOST_LINES = 6;

    private static final List<String> INTRODUCTIONS = List.of(
            "lives at ",
            "lives on ",
            "live at ",
            "live in ",
            "lived at ",
            "lived in ",
            "living at ",
            "located at ",
            "address is ",
            "address: ",
            "address:",
            "address with ",
            "send it to ",
            "sent to ",
            "send to ",
            "ship to ",
            "shipped to ",
            "return to ",
            "deliver to ",
            "delivered to ",
            "mail to ",
            "meet me at ",
            "off at ",
            "enter on ",
            "station is on ",
            "addresses, here they are: ",
            "to the same: ",
            "it is the corner of ",
            "it's in ",
            "residing at ",
            "resides at ",
            "moved to ",
            "his address: ",
            "adresse : ",
            "adresse: ",
            "adresse est ",
            "habite au ",
            "j'habite ",
            "habite à ",
            "demeurant ",
            "domicilié au ",
            "domiciliée au ",
            "domicilié ",
            "domiciliée ",
            "réside au ",
            "situé au ",
            "située au ",
            "livrer au ",
            "livraison au ",
            "envoyer au ",
            "habitant au ",
            "logé au ",
            "siège social : ",
            "siège : ",
            "anschrift: ",
            "wohnhaft in ",
            "wohne in der ",
            "wohne in ",
            "wohnt in der ",
            "adresse lautet ",
            "vivo en ",
            "vive en ",
            "dirección: ",
            "domicilio: ",
            "domiciliado en ",
            "abito in ",
            "abita in ",
            "indirizzo: ",
            "residente in ",
            "moro na ",
            "endereço: ",
            "ik woon op ",
            "ik woon aan ",
            "adres: ",
            "mieszkam przy ");

    private static final List<String> UNITS = List.of(
            "apt. ",
            "apt ",
            "apartment ",
            "suite ",
            "unit ",
            "p.o. box ",
            "po box ",
            "psc ",
            "fpo ",
            "apo ",
            "dpo ",
            "usns ",
            "uss ",
            "appt ",
            "appartement ",
            "bp ",
            "cs ",
            "box ");

    private static final int INTRODUCES = 1;
    private static final int UNIT = 2;

    /// The last words of introductions, and the words for parts of a house.
    private static final WordTable WORDS = words();

    private static final Set<String> SMALL = Set.of(
            "de",
            "du",
            "des",
            "la",
            "le",
            "les",
            "d",
            "l",
            "of",
            "and",
            "und",
            "der",
            "den",
            "dem",
            "van",
            "von",
            "di",
            "da",
            "do",
            "dos",
            "del",
            "della",
            "the",
            "corner",
            "u",
            "st",
            "rue",
            "avenue",
            "av",
            "bd",
            "boulevard",
            "allée",
            "chemin",
            "impasse",
            "place",
            "quai",
            "bis",
            "ter",
            "apt",
            "suite",
            "unit",
            "box",
            "straße",
            "strasse",
            "weg",
            "platz",
            "calle",
            "plaza",
            "via",
            "viale",
            "piazza",
            "rua",
            "tee",
            "utca",
            "út",
            "street",
            "road",
            "lane",
            "nad",
            "y",
            "e",
            "ulica",
            "ul",
            "nan",
            "bâtiment",
            "bât",
            "étage",
            "appt",
            "lieu",
            "dit",
            "zone",
            "route",
            "cours",
            "square",
            "résidence",
            "cedex",
            "à",
            "et",
            "in",
            "no",
            "dpo",
            "ap",
            "apo",
            "fpo",
            "aa",
            "ae");

    private AddressRuns() {}

    private static WordTable words() {
        Map<String, Integer> words = new HashMap<>();
        for (String introduction : INTRODUCTIONS) {
            NormalText folded = NormalText.of(introduction);
            words.merge(folded.word(folded.count() - 1), INTRODUCES, (x, y) -> x | y);
        }
        for (String unit : UNITS) {
            NormalText folded = NormalText.of(unit);
            words.merge(folded.word(folded.count() - 1), UNIT, (x, y) -> x | y);
        }
        return new WordTable(words);
    }

    static void find(String text, NormalText words, Matches matches) {
        int busyUntil = 0;
        for (int w = 0; w + 1 < words.count(); w++) {
            int flags = WORDS.flags(words.hash(w));
            int next = words.start(w + 1);
            char c = text.charAt(next);
            if (flags == 0
                    || words.start(w) < busyUntil
                    || next - words.end(w) > 4
                    || (!Letters.isDigit(c) && !Character.isUpperCase(c) && c != 't')) {
                continue;
            }
            if ((flags & INTRODUCES) != 0 && isIntroduced(text, next)) {
                busyUntil = add(text, next, matches, false);
            } else if ((flags & UNIT) != 0 && isUnit(text, words, w)) {
                busyUntil = Math.max(busyUntil, add(text, lineStart(text, words.start(w)), matches, true));
            }
        }
    }

    private static boolean isIntroduced(String text, int at) {
        for (String introduction : INTRODUCTIONS) {
            int start = at - introduction.length();
            if (text.regionMatches(true, start, introduction, 0, introduction.length())
                    && !Letters.isWordAt(text, start - 1)) {
                return true;
            }
        }
        return false;
    }

    /// A number after the word for a part of a house, or the two capitals of a military post office.
    private static boolean isUnit(String text, NormalText words, int w) {
        int next = words.start(w + 1);
        boolean military =
                words.length(w) >= 3 && isCapitals(text, words.start(w)) && Character.isUpperCase(text.charAt(next));
        return Letters.isDigit(text.charAt(next)) || military;
    }

    private static boolean isCapitals(String text, int at) {
        return Character.isUpperCase(text.charAt(at)) && Character.isUpperCase(text.charAt(at + 1));
    }

    /// Where the address with a unit inside begins: this line, and the one before if the unit opens a
    /// line and that one holds a number.
    private static int lineStart(String text, int unit) {
        int start = unit;
        int lines = 0;
        boolean digits = false;
        for (int i = unit - 1; i >= 0 && unit - i < 80; i--) {
            char c = text.charAt(i);
            if (c == '\n') {
                if (lines++ > 0 || digits) {
                    break;
                }
                continue;
            }
            if (c == ':' || c == ';' || c == '?' || c == '!' || c == '@') {
                break;
            }
            digits |= Letters.isDigit(c);
            if (Letters.isWordAt(text, i) && !Letters.isWordAt(text, i - 1)) {
                String word = word(text, i);
                if (!belongs(word)) {
                    break;
                }
                if (Letters.isDigit(c) || Character.isUpperCase(c)) {
                    start = i;
                }
            }
        }
        return digits ? start : unit;
    }

    private static String word(String text, int from) {
        int end = from;
        while (end < text.length() && Letters.isWordAt(text, end) && end - from < 40) {
            end++;
        }
        return text.substring(from, end);
    }

    private static boolean belongs(String word) {
        return Letters.isDigit(word.charAt(0))
                || Character.isUpperCase(word.charAt(0))
                || SMALL.contains(word.toLowerCase(Locale.ROOT));
    }

    /// Adds the run that begins at `from`, if it is one; returns where to go on.
    private static int add(String text, int from, Matches matches, boolean unit) {
        int i = from;
        int end = from;
        int before = from;
        int first = -1;
        int numbers = 0;
        int names = 0;
        int lines = 0;
        while (i < text.length() && i - from < LONGEST && lines < MOST_LINES) {
            char c = text.charAt(i);
            if (Letters.isWordAt(text, i)) {
                String word = word(text, i);
                if (!belongs(word)) {
                    break;
                }
                first = first < 0 ? i : first;
                boolean digit = Letters.isDigit(word.charAt(0));
                if (digit && word.length() > 6) {
                    break;
                }
                numbers += digit ? 1 : 0;
                names += Character.isUpperCase(word.charAt(0)) ? 1 : 0;
                i += word.length();
                if (digit || Character.isUpperCase(word.charAt(0)) || word.equals("u")) {
                    before = end;
                    end = i;
                }
            } else if (c == '\n') {
                lines++;
                if (i + 1 < text.length() && text.charAt(i + 1) == '\n' && end > from && !unit) {
                    break;
                }
                i++;
            } else if (c == '.') {
                if (ends(text, i)) {
                    break;
                }
                i++;
            } else if (" ,-/#'’\u00a0()|>\t".indexOf(c) >= 0) {
                i++;
            } else {
                // "Mobile: …" says something else.
                end = c == ':' && end == i ? before : end;
                break;
            }
        }
        boolean enough = numbers > 0 && names > 0 && first >= 0 && end - first >= 6;
        if (enough) {
            matches.add(PiiType.ADDRESS, first, end, RANK);
            return end;
        }
        return from;
    }

    /// A dot ends the sentence unless it abbreviates: `Apt.`, `St.`, `u.`.
    private static boolean ends(String text, int dot) {
        int start = dot;
        while (start > 0 && Letters.isWordAt(text, start - 1)) {
            start--;
        }
        String word = text.substring(start, dot).toLowerCase(Locale.ROOT);
        boolean short1 = word.length() <= 3 && !word.isEmpty() && !Letters.isDigit(word.charAt(0));
        return !short1;
    }
}
