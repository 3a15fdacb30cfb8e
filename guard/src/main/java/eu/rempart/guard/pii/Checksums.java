package eu.rempart.guard.pii;

import java.util.HashMap;
import java.util.Map;

/// The check digits of numbers, each by its standard.
final class Checksums {
    /// Lengths from the SWIFT IBAN registry, release 99.
    private static final Map<String, Integer> IBAN_LENGTHS = ibanLengths();

    private Checksums() {}

    private static Map<String, Integer> ibanLengths() {
        Map<String, Integer> lengths = new HashMap<>();
        String table =
                "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18"
                        + "GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28"
                        + "NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";
        for (int i = 0; i < table.length(); i += 4) {
            lengths.put(table.substring(i, i + 2), Integer.parseInt(table, i + 2, i + 4, 10));
        }
        return Map.copyOf(lengths);
    }

    /// The length of that country's IBANs, or 0 when it has none.
    static int ibanLength(String country) {
        return IBAN_LENGTHS.getOrDefault(country, 0);
    }

    /// ISO 13616 with ISO 7064 MOD 97-10. `iban` has capitals and digits only.
    static boolean iban(String iban) {
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            char c = iban.charAt((i + 4) % iban.length());
            int value = Character.digit(c, 36);
            if (value < 0) {
                return false;
            }
            rest = value > 9 ? (rest * 100 + value) % 97 : (rest * 10 + value) % 97;
        }
        return rest == 1;
    }

    /// ISO/IEC 7812-1, annex B.
    static boolean luhn(CharSequence digits, int from, int to) {
        int sum = 0;
        boolean twice = false;
        for (int i = to - 1; i >= from; i--) {
            int digit = digits.charAt(i) - '0';
            int value = twice ? digit * 2 : digit;
            sum += value > 9 ? value - 9 : value;
            twice = !twice;
        }
        return sum % 10 == 0;
    }

    static boolean luhn(CharSequence digits) {
        return luhn(digits, 0, digits.length());
    }

    /// Luhn and the issuers' ranges (ISO/IEC 7812 registry as published by the schemes).
    static boolean card(String digits) {
        int length = digits.length();
        if (length < 12 || length > 19 || !luhn(digits) || same(digits)) {
            return false;
        }
        int two = Integer.parseInt(digits, 0, 2, 10);
        int four = Integer.parseInt(digits, 0, 4, 10);
        return (digits.charAt(0) == '4' && (length == 13 || length == 16 || length == 19))
                || (((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) && length == 16)
                || ((two == 34 || two == 37) && length == 15)
                || (((four >= 3000 && four <= 3059) || two == 36 || two == 38 || two == 39) && length >= 14)
                || ((four == 6011 || two == 64 || two == 65) && length >= 16)
                || (four >= 3528 && four <= 3589 && length >= 15)
                || ((four == 2131 || four == 1800) && length == 15)
                || (two == 62 && length >= 16)
                || (two == 50
                        || (two >= 56 && two <= 58)
                        || two == 60
                        || two == 61
                        || two == 63
                        || two == 67
                        || two == 68
                        || two == 69);
    }

    private static boolean same(String digits) {
        return digits.chars().distinct().count() == 1;
    }

    /// French NIR: 97 minus the number modulo 97; Corsica's 2A and 2B count as 19 and 18. `nir` has
    /// 15 characters.
    static boolean nir(String nir) {
        char sex = nir.charAt(0);
        if (sex < '1' || (sex > '4' && sex != '7' && sex != '8')) {
            return false;
        }
        String department = nir.substring(5, 7);
        String plain = nir.substring(0, 13);
        if (department.equals("2A") || department.equals("2B")) {
            plain = plain.substring(0, 5) + (department.equals("2A") ? "19" : "18") + plain.substring(7);
        }
        int month = number(nir, 3, 5);
        if (month < 1
                || (month > 12 && month < 20)
                || (month > 42 && month < 50)
                || !digits(plain)
                || !digits(nir.substring(13))) {
            return false;
        }
        return 97 - Long.parseLong(plain) % 97 == number(nir, 13, 15);
    }

    /// The first thirteen characters of a NIR, as many write it: a sex, a month and a department that there are.
    static boolean nirWithoutKey(String nir) {
        char sex = nir.charAt(0);
        String department = nir.substring(5, 7);
        boolean corsica = department.equals("2A") || department.equals("2B");
        int month = number(nir, 3, 5);
        return (sex == '1' || sex == '2')
                && ((month >= 1 && month <= 12) || month == 20 || (month >= 30 && month <= 42))
                && (corsica || number(nir, 5, 7) > 0)
                && digits(nir.substring(1, 5))
                && digits(nir.substring(7));
    }

    private static boolean digits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int number(String text, int from, int to) {
        String part = text.substring(from, to);
        return digits(part) ? Integer.parseInt(part) : -1;
    }

    /// INSEE: Luhn over nine digits.
    static boolean siren(String digits) {
        return digits.length() == 9 && luhn(digits) && !same(digits);
    }

    /// INSEE: Luhn over fourteen digits and over the SIREN in them; La Poste's establishments (356
    /// 000 000) add up to a multiple of 5.
    static boolean siret(String digits) {
        if (digits.length() != 14 || same(digits)) {
            return false;
        }
        if (digits.startsWith("356000000")) {
            return digits.chars().map(c -> c - '0').sum() % 5 == 0 || luhn(digits);
        }
        return luhn(digits) && luhn(digits, 0, 9);
    }

    /// French VAT number: key = (12 + 3 × (SIREN mod 97)) mod 97. Keys with letters are newer and
    /// have no public rule.
    static boolean frenchVat(String key, String siren) {
        if (!digits(key)) {
            return luhn(siren);
        }
        return (12 + 3 * (Long.parseLong(siren) % 97)) % 97 == Long.parseLong(key);
    }

    /// United States Internal Revenue Service, individual taxpayer identification number: 9xx, and 50 to 65, 70
    /// to 88, 90 to 92 or 94 to 99 in the middle.
    static boolean itin(String digits) {
        int group = number(digits, 3, 5);
        return digits.charAt(0) == '9'
                && ((group >= 50 && group <= 65) || (group >= 70 && group <= 99 && group != 89 && group != 93));
    }

    /// United States Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial
    /// 0000.
    static boolean ssn(String digits) {
        int area = number(digits, 0, 3);
        return area > 0
                && area != 666
                && area < 900
                && number(digits, 3, 5) > 0
                && number(digits, 5, 9) > 0
                && !digits.equals("123456789")
                && !digits.equals("078051120");
    }
}
