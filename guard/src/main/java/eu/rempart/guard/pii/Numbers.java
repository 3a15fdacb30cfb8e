package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isDigit;
import static eu.rempart.guard.pii.Letters.isSpace;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/// Everything that is made of digits: cards, French and foreign numbers with check digits, and
/// telephones (ITU-T E.164 and E.123, and the national plans as libphonenumber knows them).
final class Numbers {
    private static final int LONGEST = 40;

    /// How far a telling word may stand before: "social security number of my wife is".
    private static final int REACH = 45;

    private static final String[] OTHER_REGIONS = {
        "US", "GB", "DE", "BE", "CH", "ES", "IT", "PT", "NL", "PL", "LU", "AT", "IE", "MA", "DZ", "TN", "SN", "CI"
    };

    /// What stands behind a telephone number and ends the line or the brackets.
    private static final String[] LABELS = {
        "office", "mobile", "fax", "cell", "home", "work", "direct", "bureau", "domicile", "portable", "mobil", "büro"
    };

    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();

    void find(String text, ContextWords context, Matches matches) {
        StringBuilder digits = new StringBuilder(LONGEST);
        int[] places = new int[LONGEST + 1];
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean opens = isDigit(c)
                    || ((c == '+' || c == '(')
                            && i + 1 < text.length()
                            && (isDigit(text.charAt(i + 1)) || (c == '(' && text.charAt(i + 1) == '+')));
            if (!opens || (i > 0 && joined(text.charAt(i - 1)))) {
                i++;
                while (opens && i < text.length() && isDigit(text.charAt(i))) {
                    i++;
                }
                continue;
            }
            i = Math.max(i + 1, region(text, i, digits, places, context, matches));
        }
    }

    /// A digit that goes on from a letter or underscore is part of a name, not a number.
    private static boolean joined(char before) {
        return Character.isLetter(before) || before == '_' || isDigit(before);
    }

    private static boolean isSeparator(char c) {
        return isSpace(c) || c == '.' || c == '-' || c == '/' || c == '(' || c == ')' || c == '‑' || c == '–';
    }

    /// Reads digits with at most two separators in a row; tries every kind at each group's beginning;
    /// returns where reading goes on.
    private int region(
            String text, int start, StringBuilder digits, int[] places, ContextWords context, Matches matches) {
        digits.setLength(0);
        int at = start;
        int end = start;
        int gap = 0;
        while (at < text.length() && digits.length() < LONGEST) {
            char c = text.charAt(at);
            boolean corsica =
                    (c == 'A' || c == 'B' || c == 'a' || c == 'b') && digits.length() == 6 && digits.charAt(5) == '2';
            if (isDigit(c) || corsica) {
                places[digits.length()] = at;
                digits.append(corsica ? Character.toUpperCase(c) : c);
                end = at + 1;
                gap = 0;
            } else if (isSeparator(c) || (c == '+' && at == start) || (c == '+' && at == start + 1)) {
                gap++;
                if (gap > 2 && !(gap == 3 && c == '(')) {
                    break;
                }
            } else {
                break;
            }
            at++;
        }
        if (digits.length() < 7) {
            return end;
        }
        int n = digits.length();
        boolean open = at < text.length() && digits.length() == LONGEST && isDigit(text.charAt(at));
        if (open) {
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            return end;
        }
        // Numbers may stand side by side, separated as their own groups are: look from each group on.
        int from = 0;
        while (from < n) {
            int used = one(text, digits, places, from, n, from == 0 ? start : places[from], context, matches);
            int next = from + Math.max(1, used);
            while (next < n && places[next] == places[next - 1] + 1) {
                next++;
            }
            from = next;
        }
        return end;
    }

    private static boolean groupEnds(String text, int[] places, int n, int last) {
        return (last == n - 1 || places[last + 1] > places[last] + 1) && !Letters.isWordAt(text, places[last] + 1);
    }

    /// Tries each kind whose digits begin at `from`; returns how many digits were used.
    private int one(
            String text,
            StringBuilder digits,
            int[] places,
            int from,
            int n,
            int start,
            ContextWords context,
            Matches matches) {
        int first = places[from];
        if (from + 15 <= n
                && groupEnds(text, places, n, from + 14)
                && Checksums.nir(digits.substring(from, from + 15))) {
            matches.add(PiiType.NIR, first, places[from + 14] + 1, 8);
            return 15;
        }
        if (from + 13 <= n
                && context.before(ContextWords.Group.NIR, first, REACH)
                && groupEnds(text, places, n, from + 12)
                && Checksums.nirWithoutKey(digits.substring(from, from + 13))) {
            matches.add(PiiType.NIR, first, places[from + 12] + 1, 8);
            return 13;
        }
        for (int size = Math.min(19, n - from); size >= 12; size--) {
            // Without a right check digit only some numbers of the post (SIRET) are any.
            if (groupEnds(text, places, n, from + size - 1)
                    && numeric(digits, from, size)
                    && (size == 14 || Checksums.luhn(digits, from, from + size))) {
                String number = digits.substring(from, from + size);
                if (size == 14 && Checksums.siret(number) && !context.before(ContextWords.Group.CARD, first, 24)) {
                    matches.add(PiiType.SIRET, first, places[from + 13] + 1, 9);
                    return 14;
                }
                if (Checksums.card(number) && !text.startsWith("+", start) && cardGroups(places, from, size)) {
                    matches.add(PiiType.CARD, first, places[from + size - 1] + 1, 9);
                    return size;
                }
                if (size >= 12
                        && size <= 19
                        && context.before(ContextWords.Group.CARD, first, 24)
                        && Checksums.luhn(number)) {
                    matches.add(PiiType.CARD, first, places[from + size - 1] + 1, 11);
                    return size;
                }
            }
        }
        if (from + 9 <= n && groupEnds(text, places, n, from + 8) && numeric(digits, from, 9)) {
            String nine = digits.substring(from, from + 9);
            boolean shape = isAmericanForm(text, places, from);
            if (shape && Checksums.itin(nine)) {
                matches.add(PiiType.TAXID, first, places[from + 8] + 1, 9);
                return 9;
            }
            if (Checksums.ssn(nine) && (shape || context.before(ContextWords.Group.SSN, first, REACH))) {
                matches.add(PiiType.SSN, first, places[from + 8] + 1, 9);
                return 9;
            }
            if (Checksums.siren(nine) && context.before(ContextWords.Group.SIREN, first, 30)) {
                matches.add(PiiType.SIREN, first, places[from + 8] + 1, 9);
                return 9;
            }
        }
        return phone(text, digits, places, from, n, start, context, matches);
    }

    private static boolean numeric(CharSequence digits, int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (!isDigit(digits.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// Card numbers are written in one piece, by fours, or 4-6-5; "12 3456 789 …" is something else.
    private static boolean cardGroups(int[] places, int from, int size) {
        int groups = 1;
        for (int i = from + 1; i < from + size; i++) {
            groups += places[i] > places[i - 1] + 1 ? 1 : 0;
        }
        return groups <= 6;
    }

    private int phone(
            String text,
            StringBuilder digits,
            int[] places,
            int from,
            int n,
            int start,
            ContextWords context,
            Matches matches) {
        boolean plus = from == 0
                && start < places[0]
                && text.substring(start, places[0]).indexOf('+') >= 0;
        boolean zeroes = digits.charAt(from) == '0' && from + 1 < n && digits.charAt(from + 1) == '0';
        boolean national = digits.charAt(from) == '0' && !zeroes;
        int available = n - from;
        if (!plus && !standsAlone(text, places, from, n, start)) {
            return 0;
        }
        if (plus || zeroes) {
            for (int size = Math.min(15 + (zeroes ? 2 : 0), available); size >= 8; size--) {
                if (groupEnds(text, places, n, from + size - 1)
                        && international(digits.substring(from + (zeroes ? 2 : 0), from + size))) {
                    matches.add(PiiType.PHONE, plus ? start : places[from], places[from + size - 1] + 1, 12);
                    return size;
                }
            }
            // A plus says that it is a telephone number; ranges are given out faster than this library is updated.
            if (plus
                    && available >= 10
                    && available <= 15
                    && groupEnds(text, places, n, n - 1)
                    && possible(digits.substring(from))) {
                matches.add(PiiType.PHONE, start, places[n - 1] + 1, 14);
                return available;
            }
            return 0;
        }
        if (available >= 7
                && available <= 13
                && groupEnds(text, places, n, n - 1)
                && isLabelled(text, places[n - 1] + 1)) {
            matches.add(PiiType.PHONE, from == 0 ? start : places[from], places[n - 1] + 1, 13);
            return available;
        }
        if (national && available >= 10 && groupEnds(text, places, n, from + 9) && french(digits, places, from)) {
            matches.add(PiiType.PHONE, places[from], places[from + 9] + 1, 12);
            return 10;
        }
        boolean american = available >= 10
                && groupEnds(text, places, n, from + 9)
                && places[from + 3] > places[from + 2] + 1
                && places[from + 6] == places[from + 5] + 2
                && places[from + 9] == places[from + 6] + 3;
        int phoneStart = from == 0 ? start : places[from];
        if (phoneStart > 0 && text.charAt(phoneStart - 1) == '(') {
            phoneStart--;
        }
        if (american && international("1" + digits.substring(from, from + 10))) {
            matches.add(PiiType.PHONE, phoneStart, places[from + 9] + 1, 13);
            return 10;
        }
        if (context.before(ContextWords.Group.PHONE, places[from], 32)) {
            for (int size = Math.min(13, available); size >= 7; size--) {
                if (!groupEnds(text, places, n, from + size - 1)) {
                    continue;
                }
                String number = digits.substring(from, from + size);
                if (size == 9 && valid("0" + number, "FR")) {
                    matches.add(PiiType.PHONE, places[from], places[from + size - 1] + 1, 13);
                    return size;
                }
                for (String region : OTHER_REGIONS) {
                    if (valid(number, region)) {
                        matches.add(PiiType.PHONE, phoneStart, places[from + size - 1] + 1, 13);
                        return size;
                    }
                }
                if (size >= 10 && international(number)) {
                    matches.add(PiiType.PHONE, phoneStart, places[from + size - 1] + 1, 13);
                    return size;
                }
            }
        }
        return 0;
    }

    /// A national number begins a region of digits, or is its last ten digits in pairs: "75001 06 12
    /// 34 56 78". Elsewhere it is a part of something longer.
    private static boolean standsAlone(String text, int[] places, int from, int n, int start) {
        if (from == 0) {
            return !goesOn(text, start);
        }
        boolean pairs = n - from == 10 && !goesOn(text, places[0]);
        for (int i = from + 1; i < n && pairs; i++) {
            pairs = (places[i] > places[i - 1] + 1) == ((i - from) % 2 == 0);
        }
        return pairs || text.substring(places[from - 1] + 1, places[from]).indexOf('/') >= 0;
    }

    /// Whether a group of letters and digits stands right before: then this is a part of a longer
    /// code, such as an IBAN.
    private static boolean goesOn(String text, int at) {
        int i = at - 1;
        if (i < 1 || !isSpace(text.charAt(i)) || !Letters.isAlphanumeric(text.charAt(i - 1))) {
            return false;
        }
        boolean digit = false;
        boolean capital = false;
        int size = 0;
        for (i--; i >= 0 && Letters.isAlphanumeric(text.charAt(i)) && size < 8; i--) {
            digit |= isDigit(text.charAt(i));
            capital |= text.charAt(i) >= 'A' && text.charAt(i) <= 'Z';
            size++;
        }
        return digit && capital && size <= 4;
    }

    /// Ten digits from 01 to 09, alone or in pairs (or 4-3-3): "0612345678", "06 12 34 56 78".
    ///
    /// Five pairs are how the French write a telephone number and nothing else: those count also in ranges that are
    /// not given out yet, or are kept for fiction.
    private boolean french(StringBuilder digits, int[] places, int from) {
        char second = digits.charAt(from + 1);
        int groups = 1;
        for (int i = from + 1; i < from + 10; i++) {
            groups += places[i] > places[i - 1] + 1 ? 1 : 0;
        }
        boolean pairs = groups == 5;
        for (int i = from + 1; i < from + 10 && pairs; i++) {
            pairs = (places[i] > places[i - 1] + 1) == ((i - from) % 2 == 0);
        }
        return second >= '1' && groups <= 5 && (pairs || valid(digits.substring(from, from + 10), "FR"));
    }

    private boolean international(String digits) {
        String number = digits;
        // "+33 (0)6 …": the zero in brackets is not dialled.
        if (number.startsWith("330") && number.length() == 12) {
            number = "33" + number.substring(3);
        }
        // France's own ranges change more often than this library is updated, and some are kept for fiction.
        boolean french = number.length() == 11 && number.startsWith("33") && number.charAt(2) != '0';
        return french || valid("+" + number, "ZZ");
    }

    /// `536-90-4399`, `536.90.4399`, and no part of a longer row such as an object identifier.
    private static boolean isAmericanForm(String text, int[] places, int from) {
        int first = places[from];
        char separator = text.charAt(places[from + 3] - 1);
        int end = first + 11;
        boolean form = (separator == '-' || separator == '.')
                && places[from + 2] == first + 2
                && places[from + 3] == first + 4
                && places[from + 4] == first + 5
                && text.charAt(first + 6) == separator
                && places[from + 5] == first + 7
                && places[from + 8] == first + 10;
        boolean before = first > 0 && text.charAt(first - 1) == separator;
        boolean after = end + 1 < text.length() && text.charAt(end) == separator && isDigit(text.charAt(end + 1));
        return form && !before && !after;
    }

    /// `28-64-66-98 office`, `0696201234 (fax)`.
    private static boolean isLabelled(String text, int end) {
        int i = end;
        while (i < text.length() && i - end < 2 && (text.charAt(i) == ' ' || text.charAt(i) == '(')) {
            i++;
        }
        for (String label : LABELS) {
            if (i > end
                    && text.regionMatches(true, i, label, 0, label.length())
                    && !Letters.isWordAt(text, i + label.length())) {
                int after = i + label.length();
                return after >= text.length() || ")\n\r,;.".indexOf(text.charAt(after)) >= 0;
            }
        }
        return false;
    }

    private boolean possible(String number) {
        try {
            return phones.isPossibleNumber(phones.parse("+" + number, "ZZ"));
        } catch (NumberParseException e) {
            return false;
        }
    }

    private boolean valid(String number, String region) {
        try {
            PhoneNumber parsed = phones.parse(number, region);
            return region.equals("ZZ") ? phones.isValidNumber(parsed) : phones.isValidNumberForRegion(parsed, region);
        } catch (NumberParseException e) {
            return false;
        }
    }
}
