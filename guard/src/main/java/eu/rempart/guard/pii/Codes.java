package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isAlphanumeric;
import static eu.rempart.guard.pii.Letters.isDigit;
import static eu.rempart.guard.pii.Letters.isSpace;
import static eu.rempart.guard.pii.Letters.isWordAt;

import eu.rempart.guard.text.NormalText;
import java.util.Locale;

/// Codes of letters and digits: IBAN (ISO 13616), VAT numbers, French number plates, passports in
/// context.
final class Codes {
    private static final int VAT_REACH = 45;
    private static final int LONG_VAT = 8;
    private static final int VAT_TOLD = 7;
    private static final int VAT_ALONE = 14;

    private Codes() {}

    static void find(String text, NormalText words, ContextWords context, Matches matches) {
        context.each(ContextWords.Group.PLATE, (start, end) -> oldPlate(text, end, matches));
        for (int w = 0; w < words.count(); w++) {
            int at = words.start(w);
            if (at + 6 >= text.length()
                    || words.length(w) < 2
                    || words.letter(w, 0) <= '9'
                    || words.letter(w, 1) <= '9') {
                continue;
            }
            boolean digits = words.hasDigit(w);
            boolean prefix = words.length(w) == 2
                    && w + 1 < words.count()
                    && words.hasDigit(w + 1)
                    && words.start(w + 1) - words.end(w) <= 2;
            if ((digits || prefix) && Letters.isAlphanumeric(text.charAt(at)) && !isWordAt(text, at - 1)) {
                iban(text, at, matches);
                vat(text, at, context, matches);
                plate(text, at, context, matches);
            }
        }
    }

    private static void iban(String text, int at, Matches matches) {
        char third = text.charAt(at + 2);
        int digitAt = isSpace(third) ? at + 3 : at + 2;
        if (!isDigit(text.charAt(digitAt))) {
            return;
        }
        int wanted = Checksums.ibanLength(text.substring(at, at + 2).toUpperCase(Locale.ROOT));
        if (wanted == 0) {
            return;
        }
        StringBuilder plain = new StringBuilder(wanted);
        int i = at;
        while (i < text.length() && plain.length() < wanted) {
            char c = text.charAt(i);
            if (isAlphanumeric(c)) {
                plain.append(c);
            } else if (!((isSpace(c) || c == '-' || c == '.')
                    && i + 1 < text.length()
                    && isAlphanumeric(text.charAt(i + 1)))) {
                return;
            }
            i++;
        }
        if (plain.length() != wanted || isWordAt(text, i)) {
            return;
        }
        String iban = plain.toString();
        // "Fr76 …" too: a telephone's keyboard begins a sentence.
        String number = iban.substring(2);
        boolean oneCase =
                number.equals(number.toUpperCase(Locale.ROOT)) || number.equals(number.toLowerCase(Locale.ROOT));
        if (oneCase && Checksums.iban(iban.toUpperCase(Locale.ROOT))) {
            matches.add(PiiType.IBAN, at, i, 1);
        }
    }

    /// Directive 2006/112/EC, article 215; the check digits of France in [Checksums], of the others in [VatChecks].
    private static void vat(String text, int at, ContextWords context, Matches matches) {
        String country = text.substring(at, at + 2).toUpperCase(Locale.ROOT);
        if (country.equals("FR")) {
            StringBuilder plain = new StringBuilder();
            int i = at + 2;
            // "from 213…": a key with small letters is none.
            if (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
                return;
            }
            while (i < text.length() && plain.length() < 11) {
                char c = text.charAt(i);
                if (isAlphanumeric(c)) {
                    plain.append(Character.toUpperCase(c));
                } else if (!isSpace(c) && c != '.' && c != '-') {
                    return;
                }
                i++;
            }
            if (plain.length() == 11
                    && !isWordAt(text, i)
                    && plain.substring(2).chars().allMatch(c -> c >= '0' && c <= '9')
                    && Checksums.frenchVat(plain.substring(0, 2), plain.substring(2))) {
                matches.add(PiiType.VAT, at, i, 3);
            }
            return;
        }
        boolean capitals = isCapital(text.charAt(at)) && isCapital(text.charAt(at + 1));
        VatChecks.Form form = capitals ? VatChecks.form(country) : null;
        if (form == null) {
            return;
        }
        boolean told = context.before(ContextWords.Group.VAT, at, VAT_REACH);
        for (int length : form.lengths()) {
            int end = vatEnd(text, at + 2, length, told);
            // Without a word before it only a long number in one piece is no chance.
            if (end > 0 && (told || length >= LONG_VAT) && form.check().test(plain(text, at + 2, end))) {
                matches.add(PiiType.VAT, at, end, told ? VAT_TOLD : VAT_ALONE);
                return;
            }
        }
    }

    /// Where `length` letters and digits end, with single separators between them if they may be; else -1.
    private static int vatEnd(String text, int from, int length, boolean separated) {
        int seen = 0;
        int i = from;
        while (i < text.length() && seen < length) {
            char c = text.charAt(i);
            if (isAlphanumeric(c)) {
                seen++;
            } else if (!separated
                    || !(isSpace(c) || c == '.' || c == '-')
                    || i + 1 >= text.length()
                    || !isAlphanumeric(text.charAt(i + 1))) {
                return -1;
            }
            i++;
        }
        return seen == length && !isWordAt(text, i) ? i : -1;
    }

    private static String plain(String text, int from, int to) {
        StringBuilder plain = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (isAlphanumeric(text.charAt(i))) {
                plain.append(Character.toUpperCase(text.charAt(i)));
            }
        }
        return plain.toString();
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /// AA-123-AA, the French series since 2009 (arrêté du 9 février 2009, without I, O, U). In one piece, in small
    /// letters or with blanks only behind a telling word.
    private static void plate(String text, int at, ContextWords context, Matches matches) {
        char separator = at + 2 < text.length() ? text.charAt(at + 2) : 0;
        boolean glued = isDigit(separator);
        int size = glued ? 7 : 9;
        int end = at + size;
        if (end > text.length()
                || isWordAt(text, end)
                || (at > 0 && text.charAt(at - 1) == '-')
                || (end < text.length() && text.charAt(end) == '-')) {
            return;
        }
        if (!glued && ((separator != '-' && separator != ' ') || text.charAt(at + 6) != separator)) {
            return;
        }
        boolean small = false;
        for (int i = 0, k = 0; i < size; i++) {
            char c = text.charAt(at + i);
            if (!glued && (i == 2 || i == 6)) {
                continue;
            }
            boolean letter = k < 2 || k > 4;
            small |= c >= 'a' && c <= 'z';
            char capital = Character.toUpperCase(c);
            if (letter ? !isCapital(capital) || "IOU".indexOf(capital) >= 0 : !isDigit(c)) {
                return;
            }
            k++;
        }
        if ((separator == '-' && !small) || context.before(ContextWords.Group.PLATE, at, 30)) {
            matches.add(PiiType.PLATE, at, end, 16);
        }
    }

    /// `1234 AB 75`, the French series of before 2009 (arrêté du 5 novembre 1984), behind a telling word.
    private static void oldPlate(String text, int from, Matches matches) {
        int at = from;
        while (at < text.length() && at - from < 25 && !isDigit(text.charAt(at))) {
            at++;
        }
        int digits = run(text, at, true);
        int letters = at + digits + gap(text, at + digits);
        int size = run(text, letters, false);
        int place = letters + size + gap(text, letters + size);
        int end = place + 2;
        boolean department = end <= text.length()
                && isDigit(text.charAt(place))
                && (isDigit(text.charAt(place + 1)) || text.startsWith("2A", place) || text.startsWith("2B", place));
        if (department && digits >= 1 && digits <= 4 && size >= 2 && size <= 3 && !isWordAt(text, end)) {
            matches.add(PiiType.PLATE, at, end, 16);
        }
    }

    private static int run(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && i - from < 5 && (digits ? isDigit(text.charAt(i)) : isCapital(text.charAt(i)))) {
            i++;
        }
        return i - from;
    }

    private static int gap(String text, int at) {
        return at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == '-') ? 1 : 0;
    }
}
