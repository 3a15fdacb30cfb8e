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
    private Codes() {}

    static void find(String text, NormalText words, ContextWords context, Matches matches) {
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
        int end = at + 2;
        int digits = 0;
        while (end < text.length() && end - at < 16 && isAlphanumeric(text.charAt(end))) {
            digits += isDigit(text.charAt(end)) ? 1 : 0;
            end++;
        }
        if (digits >= 8
                && end - at <= 14
                && "AT BE BG CY CZ DE DK EE EL ES FI HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".contains(country)
                && context.before(ContextWords.Group.VAT, at, 30)) {
            matches.add(PiiType.VAT, at, end, 14);
        }
    }

    /// AA-123-AA, the French series since 2009 (without I, O, U).
    private static void plate(String text, int at, ContextWords context, Matches matches) {
        if (at + 9 > text.length()
                || isWordAt(text, at + 9)
                || (at > 0 && text.charAt(at - 1) == '-')
                || (at + 9 < text.length() && text.charAt(at + 9) == '-')) {
            return;
        }
        char separator = text.charAt(at + 2);
        if ((separator != '-' && separator != ' ') || text.charAt(at + 6) != separator) {
            return;
        }
        for (int i = 0; i < 9; i++) {
            char c = text.charAt(at + i);
            boolean good = i == 2
                    || i == 6
                    || ((i > 2 && i < 6) ? isDigit(c) : c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' && c != 'U');
            if (!good) {
                return;
            }
        }
        if (separator == '-' || context.before(ContextWords.Group.PLATE, at, 30)) {
            matches.add(PiiType.PLATE, at, at + 9, 16);
        }
    }
}
