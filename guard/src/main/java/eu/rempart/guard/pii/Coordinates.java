package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isDigit;

/// Places on the globe, precise to a house: decimal degrees with four decimals or more, or degrees,
/// minutes and seconds (ISO 6709, annex D).
final class Coordinates {
    private static final int RANK = 18;
    private static final int FEWEST_DECIMALS = 4;

    private Coordinates() {}

    static void find(String text, Matches matches) {
        for (int i = text.indexOf('.'); i >= 0; i = text.indexOf('.', i + 1)) {
            decimal(text, i, matches);
        }
        for (int i = text.indexOf('°'); i >= 0; i = text.indexOf('°', i + 1)) {
            sexagesimal(text, i, matches);
        }
    }

    private static void decimal(String text, int dot, Matches matches) {
        int start = number(text, dot, 90);
        int end = start < 0 ? -1 : decimals(text, dot);
        if (end < 0) {
            return;
        }
        int next = end;
        while (next < text.length() && next - end < 8 && " ,;/°NSns".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        boolean separated = next > end && text.substring(end, next).matches(".*[,; /].*");
        int second = text.indexOf('.', next);
        if (!separated || second < 0 || second - next > 4 || number(text, second, 180) != next) {
            return;
        }
        int stop = decimals(text, second);
        if (stop > 0) {
            matches.add(PiiType.GEO, start, stop, RANK);
        }
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

    private static int decimals(String text, int dot) {
        int end = dot + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        boolean goesOn = end < text.length()
                && ((Character.isLetter(text.charAt(end)) && "NSEWO".indexOf(text.charAt(end)) < 0)
                        || (text.charAt(end) == '.' && end + 1 < text.length() && isDigit(text.charAt(end + 1))));
        return end - dot > FEWEST_DECIMALS && end - dot < 12 && !goesOn ? end : -1;
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
