package eu.rempart.guard.pii;

import java.util.Locale;
import java.util.Set;

/// What stands around a street and its number and belongs to the same address: units of a house, towns,
/// postcodes and countries on the same line and the next ones, and a second number before.
final class AddressTail {
    private static final int MOST_PARTS = 6;
    private static final int MOST_WORDS = 6;

    private static final Set<String> UNITS = Set.of(
            "apt",
            "apartment",
            "suite",
            "ste",
            "unit",
            "flat",
            "floor",
            "room",
            "box",
            "appt",
            "appartement",
            "bâtiment",
            "bât",
            "étage",
            "escalier",
            "bp",
            "cs",
            "piso",
            "planta",
            "puerta",
            "escalera",
            "stock",
            "portal",
            "scala",
            "interno",
            "bus",
            "andar",
            "lok",
            "wohnung",
            "whg");

    private static final Set<String> COUNTRIES = Set.of(
            "usa",
            "uk",
            "kingdom",
            "states",
            "france",
            "germany",
            "deutschland",
            "allemagne",
            "belgium",
            "belgique",
            "belgië",
            "netherlands",
            "nederland",
            "luxembourg",
            "switzerland",
            "schweiz",
            "suisse",
            "svizzera",
            "austria",
            "österreich",
            "autriche",
            "spain",
            "españa",
            "espagne",
            "portugal",
            "italy",
            "italia",
            "italie",
            "ireland",
            "denmark",
            "danmark",
            "sweden",
            "sverige",
            "norway",
            "norge",
            "finland",
            "suomi",
            "iceland",
            "poland",
            "polska",
            "pologne",
            "czechia",
            "republic",
            "slovakia",
            "slovenia",
            "slovenija",
            "croatia",
            "hrvatska",
            "hungary",
            "magyarország",
            "romania",
            "românia",
            "bulgaria",
            "greece",
            "grèce",
            "cyprus",
            "malta",
            "estonia",
            "latvia",
            "lithuania",
            "canada",
            "australia",
            "zealand",
            "brazil",
            "brasil",
            "mexico",
            "méxico",
            "argentina",
            "uruguay",
            "africa",
            "maroc",
            "tunisie",
            "algérie");

    private AddressTail() {}

    /// Where the address begins whose street begins at `from`: at a number right before it, or at the name
    /// that a lone `Str.` follows.
    static int start(String text, int from) {
        int start = from;
        if (text.regionMatches(true, from, "str", 0, 3)) {
            int word = wordBefore(text, from);
            start = word >= 0 && Character.isUpperCase(text.charAt(word)) ? word : from;
        }
        int number = wordBefore(text, start);
        boolean digits = number >= 0 && start - number <= 6;
        for (int i = number; i < start - 1 && digits; i++) {
            digits = Letters.isDigit(text.charAt(i));
        }
        boolean free = digits && (number == 0 || ".,/-+".indexOf(text.charAt(number - 1)) < 0);
        return free ? number : start;
    }

    /// Where the word begins that one blank separates from `from`; -1 when there is none.
    private static int wordBefore(String text, int from) {
        int i = from - 1;
        if (i < 1 || text.charAt(i) != ' ' || !Letters.isWordAt(text, i - 1)) {
            return -1;
        }
        while (i > 0 && from - i < 40 && (Letters.isWordAt(text, i - 1) || text.charAt(i - 1) == '-')) {
            i--;
        }
        return i;
    }

    /// Where the address ends whose street ends at `from`. A part without a unit, a postcode or a country
    /// belongs to it only if one with such follows.
    static int end(String text, int from) {
        int kept = from;
        int at = from;
        for (int part = 0; part < MOST_PARTS; part++) {
            int next = at;
            boolean separated = false;
            while (next < text.length() && next - at < 6 && " ,\n\r>.\u00a0".indexOf(text.charAt(next)) >= 0) {
                separated |= text.charAt(next) == ',' || text.charAt(next) == '\n';
                next++;
            }
            if (next == at || next >= text.length() || text.startsWith("\n\n", at)) {
                return kept;
            }
            Part read = new Part(text, next);
            if (read.end < 0 || (!separated && !read.unit)) {
                return kept;
            }
            kept = Math.max(kept, read.evidence);
            if (read.last) {
                return kept;
            }
            at = read.end;
        }
        return kept;
    }

    /// One part between commas or line ends.
    private static final class Part {
        /// Where it ends; -1 when it is none of an address.
        int end = -1;

        /// Where the last sign of an address in it ends; -1 without one.
        int evidence = -1;

        boolean unit;

        /// Whether a sentence goes on behind it.
        boolean last;

        Part(String text, int from) {
            int i = from;
            int stop = from;
            boolean town = false;
            boolean afterUnit = false;
            for (int k = 0; k < MOST_WORDS; k++) {
                stop = i;
                while (stop < text.length()
                        && stop - i < 40
                        && (Letters.isWordAt(text, stop) || "-'’∆".indexOf(text.charAt(stop)) >= 0)) {
                    stop++;
                }
                if (stop == i) {
                    break;
                }
                char c = text.charAt(i);
                boolean digits = allDigits(text, i, stop);
                String word = digits ? "" : text.substring(i, stop).toLowerCase(Locale.ROOT);
                boolean isUnit = UNITS.contains(word);
                if (!Character.isUpperCase(c) && !Letters.isDigit(c) && !isUnit && !isSmall(word)) {
                    last = true;
                    break;
                }
                unit |= k == 0 && isUnit;
                boolean code = digits && stop - i >= 4 && stop - i <= 6;
                if ((afterUnit && Letters.isDigit(c)) || code || COUNTRIES.contains(word) || isBritish(text, i, stop)) {
                    evidence = stop;
                    town = code;
                } else if (town && Character.isUpperCase(c)) {
                    evidence = stop;
                }
                afterUnit = isUnit;
                end = stop;
                i = stop;
                if (i < text.length() && text.charAt(i) == '.' && isUnit) {
                    i++;
                }
                if (i >= text.length() || !Letters.isSpace(text.charAt(i))) {
                    break;
                }
                i++;
            }
            // "Tel: 12345" is a line of its own kind.
            if (end > 0 && end < text.length() && (text.charAt(end) == ':' || text.startsWith(" :", end))) {
                end = -1;
            }
            last |= end > 0 && end < text.length() && ",\n\r ".indexOf(text.charAt(end)) < 0;
        }

        private static boolean isSmall(String word) {
            return word.length() <= 3
                    && Letters.isWordAt(word, 0)
                    && " de du do da la le les am an ob sur sous in v u ".contains(' ' + word + ' ');
        }

        private static boolean allDigits(String text, int from, int to) {
            for (int i = from; i < to; i++) {
                if (!Letters.isDigit(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isBritish(String text, int from, int end) {
            return end - from == 3 && from > 3 && britishStart(text, from) >= 0;
        }
    }

    /// Where the British postcode begins whose second half stands at `inward` (BS 7666, `SW1A 1AA`); -1 when
    /// there is none.
    static int britishStart(String text, int inward) {
        if (inward + 3 > text.length()
                || inward < 3
                || text.charAt(inward - 1) != ' '
                || !Letters.isDigit(text.charAt(inward))
                || !isCapital(text.charAt(inward + 1))
                || !isCapital(text.charAt(inward + 2))
                || Letters.isWordAt(text, inward + 3)) {
            return -1;
        }
        int start = inward - 1;
        while (start > 0 && inward - start < 6 && Letters.isWordAt(text, start - 1)) {
            start--;
        }
        int size = inward - 1 - start;
        int letters = size > 1 && isCapital(text.charAt(start + 1)) ? 2 : 1;
        boolean outward = size >= letters + 1
                && size <= letters + 2
                && isCapital(text.charAt(start))
                && Letters.isDigit(text.charAt(start + letters));
        char end = text.charAt(inward - 2);
        // Letters that the Royal Mail does not use there.
        boolean used = outward
                && "QVX".indexOf(text.charAt(start)) < 0
                && (letters == 1 || "IJZ".indexOf(text.charAt(start + 1)) < 0)
                && "CIKMOV".indexOf(text.charAt(inward + 1)) < 0
                && "CIKMOV".indexOf(text.charAt(inward + 2)) < 0;
        return used && (Letters.isDigit(end) || isCapital(end)) ? start : -1;
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
