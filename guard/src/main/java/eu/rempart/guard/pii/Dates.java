package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isDigit;

import java.util.Locale;
import java.util.Set;

/// Dates of birth: a date soon after words such as "né le" or "date of birth". ISO 8601, and the orders and
/// months of eight languages as the Unicode CLDR has them.
final class Dates {
    private static final Set<String> MONTHS = Set.of(
            "janvier",
            "février",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
            "decembre",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sep",
            "sept",
            "oct",
            "nov",
            "dec",
            "januar",
            "februar",
            "märz",
            "juni",
            "juli",
            "oktober",
            "dezember",
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
            "gennaio",
            "febbraio",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "settembre",
            "ottobre",
            "dicembre",
            "janeiro",
            "fevereiro",
            "março",
            "marco",
            "maio",
            "junho",
            "julho",
            "setembro",
            "outubro",
            "dezembro",
            "januari",
            "februari",
            "maart",
            "mei",
            "augustus",
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia");

    private Dates() {}

    static void find(String text, ContextWords context, Matches matches) {
        if (!context.has(ContextWords.Group.BIRTH)) {
            return;
        }
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean opens = (isDigit(c) || Character.isUpperCase(c)) && !Letters.isWordAt(text, i - 1);
            int end = opens ? dateEnd(text, i) : -1;
            if (end > 0 && context.before(ContextWords.Group.BIRTH, i, 34)) {
                matches.add(PiiType.BIRTHDATE, i, end, 12);
                i = end;
            } else {
                i++;
            }
        }
    }

    private static int digits(String text, int from, int most) {
        int end = from;
        while (end < text.length() && end - from < most && isDigit(text.charAt(end))) {
            end++;
        }
        return end - from;
    }

    /// Where the date that begins at `at` ends, or -1.
    private static int dateEnd(String text, int at) {
        int first = digits(text, at, 5);
        if (first == 0) {
            int month = wordEnd(text, at);
            return isMonth(text, at, month) ? dayAndYear(text, month) : -1;
        }
        if (first != 1 && first != 2 && first != 4) {
            return -1;
        }
        int i = at + first;
        if (i < text.length() && "/-. ".indexOf(text.charAt(i)) >= 0) {
            char separator = text.charAt(i);
            int second = digits(text, i + 1, 3);
            if (second == 1 || second == 2) {
                int j = i + 1 + second;
                int third = j < text.length() && text.charAt(j) == separator ? digits(text, j + 1, 5) : 0;
                boolean dmy = first <= 2 && (third == 4 || third == 2);
                boolean ymd = first == 4 && (third == 1 || third == 2);
                return (dmy || ymd) && !Letters.isWordAt(text, j + 1 + third) ? j + 1 + third : -1;
            }
        }
        if (first > 2) {
            return -1;
        }
        if (text.startsWith("er", i)
                || text.startsWith("st", i)
                || text.startsWith("nd", i)
                || text.startsWith("rd", i)
                || text.startsWith("th", i)) {
            i += 2;
        }
        int word = skip(text, i);
        if (text.startsWith("de ", word) || text.startsWith("of ", word)) {
            word += 3;
        }
        int end = wordEnd(text, word);
        if (word == i || !isMonth(text, word, end)) {
            return -1;
        }
        int year = skip(text, end);
        if (text.startsWith("de ", year)) {
            year += 3;
        }
        return digits(text, year, 5) == 4 ? year + 4 : -1;
    }

    private static int dayAndYear(String text, int from) {
        int day = skip(text, from);
        int size = digits(text, day, 3);
        if (size == 0 || size > 2) {
            return -1;
        }
        int i = day + size;
        if (i + 1 < text.length() && Character.isLetter(text.charAt(i))) {
            i += 2;
        }
        if (i < text.length() && text.charAt(i) == ',') {
            i++;
        }
        int year = skip(text, i);
        return digits(text, year, 5) == 4 ? year + 4 : -1;
    }

    private static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && i - from < 3 && (Letters.isSpace(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }

    private static int wordEnd(String text, int from) {
        int i = from;
        while (i < text.length() && i - from < 12 && Character.isLetter(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isMonth(String text, int from, int end) {
        return end > from + 2 && MONTHS.contains(text.substring(from, end).toLowerCase(Locale.ROOT));
    }
}
