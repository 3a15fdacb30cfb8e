package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isDigit;

import java.util.Locale;

/// Places on the globe, precise to a house: decimal degrees with four decimals or more, or degrees,
/// minutes and seconds (ISO 6709, annex D).
final class Coordinates {
    private static final int RANK = 18;
    private static final int FEWEST_DECIMALS = 4;

    /// Behind a telling word.
    private static final int FEWEST_TOLD = 2;

    private static final int REACH = 30;

    private Coordinates() {}

    static void find(String text, ContextWords context, Matches matches) {
        for (int i = text.indexOf('.'); i >= 0; i = text.indexOf('.', i + 1)) {
            decimal(text, i, context, matches);
        }
        for (int i = text.indexOf('°'); i >= 0; i = text.indexOf('°', i + 1)) {
            sexagesimal(text, i, matches);
            prefixed(text, i, matches);
        }
    }

    private static void decimal(String text, int dot, ContextWords context, Matches matches) {
        int start = number(text, dot, 90);
        boolean told = start >= 0 && context.before(ContextWords.Group.GEO, start, REACH);
        int fewest = told ? FEWEST_TOLD : FEWEST_DECIMALS;
        int end = start < 0 ? -1 : decimals(text, dot, fewest);
        if (end < 0) {
            return;
        }
        int next = end;
        while (next < text.length() && next - end < 8 && " ,;/°NSns".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        int name = told ? longitude(text, next) : next;
        boolean separated = next > end && text.substring(end, next).matches(".*[,; /].*");
        next = name;
        int second = text.indexOf('.', next);
        if (!separated || second < 0 || second - next > 4 || number(text, second, 180) != next) {
            return;
        }
        int stop = decimals(text, second, fewest);
        if (stop > 0) {
            matches.add(PiiType.GEO, start, stop, RANK);
        }
    }

    /// Skips `lon: `, `"longitude": `.
    private static int longitude(String text, int from) {
        int i = from;
        while (i < text.length()
                && i - from < 16
                && (Character.isLetter(text.charAt(i)) || "\":= ".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        return text.substring(from, i).toLowerCase(Locale.ROOT).matches("\"?(lon|lng|long|longitude)\\b.*") ? i : from;
    }

    /// Where the whole part before a dot begins, with its sign; -1 when it is too large.
    private static int number(String text, int dot, int most) {
        int start = dot;
        while (start > 0 && dot - start < 3 && isDigit(text.charAt(start - 1))) {
            start--;
        }
        if (start == dot || Integer.parseInt(text, start, dot, 10) > most) {
            return -1;
        }
        if (start > 0 && (text.charAt(start - 1) == '-' || text.charAt(start - 1) == '+')) {
            start--;
        }
        boolean free = start == 0 || (!Letters.isWordAt(text, start - 1) && text.charAt(start - 1) != '.');
        return free ? start : -1;
    }

    private static int decimals(String text, int dot, int fewest) {
        int end = dot + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        boolean goesOn = end < text.length()
                && ((Character.isLetter(text.charAt(end)) && "NSEWO".indexOf(text.charAt(end)) < 0)
                        || (text.charAt(end) == '.' && end + 1 < text.length() && isDigit(text.charAt(end + 1))));
        return end - dot > fewest && end - dot < 12 && !goesOn ? end : -1;
    }

    /// `48°51'24"N 2°21'07"E`.
    private static void sexagesimal(String text, int degree, Matches matches) {
        int start = degree;
        while (start > 0 && degree - start < 3 && isDigit(text.charAt(start - 1))) {
            start--;
        }
        int end = half(text, degree);
        if (start == degree || end < 0) {
            return;
        }
        int next = end;
        while (next < text.length() && next - end < 3 && (text.charAt(next) == ' ' || text.charAt(next) == ',')) {
            next++;
        }
        int second = text.indexOf('°', next);
        int stop = second < 0 || second - next > 3 ? -1 : half(text, second);
        if (stop > 0) {
            matches.add(PiiType.GEO, start, stop, RANK);
        }
    }

    /// `N 48° 51' 24" E 2° 21' 07"`.
    private static void prefixed(String text, int degree, Matches matches) {
        int start = degree;
        while (start > 0 && degree - start < 3 && isDigit(text.charAt(start - 1))) {
            start--;
        }
        if (start > 0 && start < degree && text.charAt(start - 1) == ' ') {
            start--;
        }
        if (start == 0 || "NS".indexOf(text.charAt(start - 1)) < 0 || Letters.isWordAt(text, start - 2)) {
            return;
        }
        int letter = sign(text, degree + 1);
        if (letter >= text.length() || "EWO".indexOf(text.charAt(letter)) < 0) {
            return;
        }
        int second = text.indexOf('°', letter);
        if (second < 0 || second - letter > 5) {
            return;
        }
        int end = sign(text, second + 1);
        while (end > second + 1 && " .,".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        matches.add(PiiType.GEO, start - 1, end, RANK);
    }

    /// The first character that is no part of minutes and seconds.
    private static int sign(String text, int from) {
        int i = from;
        while (i < text.length()
                && i - from < 16
                && (isDigit(text.charAt(i)) || " '’′\"”″.,".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        return i;
    }

    /// Minutes, seconds and the letter of the hemisphere after a degree sign; -1 when there is none.
    private static int half(String text, int degree) {
        for (int i = degree + 1; i < text.length() && i - degree < 16; i++) {
            char c = text.charAt(i);
            if ("NSEWO".indexOf(c) >= 0) {
                return i - degree > 2 ? i + 1 : -1;
            }
            if (!isDigit(c) && " '’′\"”″.,".indexOf(c) < 0) {
                return -1;
            }
        }
        return -1;
    }
}
