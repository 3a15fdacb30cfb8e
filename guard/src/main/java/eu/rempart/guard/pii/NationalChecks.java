package eu.rempart.guard.pii;

/// The check digits of national numbers, each by the authority that gives them out. Every method takes
/// the characters without separators, in capitals, and of the right length.
final class NationalChecks {
    private static final String SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final String FINNISH_CENTURIES = "+-UVWXYABCDEF";

    private NationalChecks() {}

    private static int digit(CharSequence s, int at) {
        return Character.digit(s.charAt(at), 10);
    }

    private static boolean digits(CharSequence s, int from, int to) {
        for (int i = from; i < to; i++) {
            if (s.charAt(i) < '0' || s.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean letters(CharSequence s, int from, int to) {
        for (int i = from; i < to; i++) {
            if (s.charAt(i) < 'A' || s.charAt(i) > 'Z') {
                return false;
            }
        }
        return true;
    }

    private static int weighted(CharSequence s, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(s, i) * weights[i];
        }
        return sum;
    }

    private static boolean date(int day, int month) {
        return day >= 1 && day <= 31 && month >= 1 && month <= 12;
    }

    /// Germany, Steuer-Identifikationsnummer (§ 139b AO): ISO 7064 MOD 11,10; of the first ten digits
    /// exactly one occurs twice or three times.
    static boolean germanTax(CharSequence s) {
        if (!digits(s, 0, 11) || s.charAt(0) == '0') {
            return false;
        }
        int[] seen = new int[10];
        int product = 10;
        for (int i = 0; i < 10; i++) {
            seen[digit(s, i)]++;
            int sum = (digit(s, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : seen) {
            repeated += count > 1 ? 1 : 0;
            if (count > 3) {
                return false;
            }
        }
        return repeated == 1 && (11 - product) % 10 == digit(s, 10);
    }

    /// Germany, Versicherungsnummer (VKVV § 2): area, birth date, letter, serial, check digit.
    static boolean germanPension(CharSequence s) {
        if (!digits(s, 0, 8) || !letters(s, 8, 9) || !digits(s, 9, 12)) {
            return false;
        }
        int letter = s.charAt(8) - 'A' + 1;
        String plain = s.subSequence(0, 8) + (letter < 10 ? "0" : "") + letter + s.subSequence(9, 11);
        int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            int product = digit(plain, i) * weights[i];
            sum += product / 10 + product % 10;
        }
        return sum % 10 == digit(s, 11) && date(digit(s, 2) * 10 + digit(s, 3), digit(s, 4) * 10 + digit(s, 5));
    }

    /// Spain, NIF of citizens and NIE of residents (Real Decreto 1553/2005): letter by the number
    /// modulo 23.
    static boolean spanish(CharSequence s) {
        int first = "XYZ".indexOf(s.charAt(0));
        if (!digits(s, 1, 8) || (first < 0 && !digits(s, 0, 1)) || !letters(s, 8, 9)) {
            return false;
        }
        int number = first < 0 ? digit(s, 0) : first;
        for (int i = 1; i < 8; i++) {
            number = number * 10 + digit(s, i);
        }
        return SPANISH.charAt(number % 23) == s.charAt(8);
    }

    /// Italy, codice fiscale (DM 12 March 1974): odd places by their table, even ones by value, sum
    /// modulo 26.
    static boolean italian(CharSequence s) {
        if (!letters(s, 0, 6) || !letters(s, 8, 9) || !letters(s, 11, 12) || !letters(s, 15, 16)) {
            return false;
        }
        int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = s.charAt(i);
            int value = c >= '0' && c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        return sum % 26 == s.charAt(15) - 'A';
    }

    /// Portugal, NIF (Decreto-Lei 14/2013): weights 9 to 2, modulo 11.
    static boolean portuguese(CharSequence s) {
        int check = 11 - weighted(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return s.charAt(0) != '0' && (check >= 10 ? 0 : check) == digit(s, 8);
    }

    /// Belgium, rijksregisternummer (KB 3 April 1984): 97 minus the number modulo 97, with a 2 before
    /// it for who was born from 2000 on.
    static boolean belgian(CharSequence s) {
        if (!digits(s, 0, 11)) {
            return false;
        }
        long number = Long.parseLong(s.subSequence(0, 9).toString());
        int check = digit(s, 9) * 10 + digit(s, 10);
        // Bis numbers (KB 8 February 1991): 20 is added to the month, or 40 when the sex is known.
        int month = (digit(s, 2) * 10 + digit(s, 3)) % 20;
        int day = digit(s, 4) * 10 + digit(s, 5);
        boolean dated = digit(s, 2) < 6 && month <= 12 && day <= 31 && number > 0;
        return dated && (97 - number % 97 == check || 97 - (2_000_000_000L + number) % 97 == check);
    }

    /// The Netherlands, burgerservicenummer: the eleven test with weights 9 to 2 and -1.
    static boolean dutch(CharSequence s) {
        int sum = weighted(s, 9, 8, 7, 6, 5, 4, 3, 2, -1);
        return sum > 0 && sum % 11 == 0;
    }

    /// Poland, PESEL (Act of 24 September 2010): weights 1, 3, 7, 9; the month tells the century.
    static boolean polish(CharSequence s) {
        if (!digits(s, 0, 11)) {
            return false;
        }
        int month = (digit(s, 2) * 10 + digit(s, 3)) % 20;
        int day = digit(s, 4) * 10 + digit(s, 5);
        int check = (10 - weighted(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10) % 10;
        return date(day, month) && check == digit(s, 10);
    }

    /// Sweden, personnummer (SKV 704): Luhn over ten digits; days from 61 for coordination numbers.
    static boolean swedish(CharSequence s) {
        int day = digit(s, 4) * 10 + digit(s, 5);
        return digits(s, 0, 10) && date(day > 60 ? day - 60 : day, digit(s, 2) * 10 + digit(s, 3)) && Checksums.luhn(s);
    }

    /// Finland, henkilötunnus (Act 661/2009, Decree 690/2022): date and serial modulo 31.
    static boolean finnish(CharSequence s) {
        if (!digits(s, 0, 6) || FINNISH_CENTURIES.indexOf(s.charAt(6)) < 0 || !digits(s, 7, 10)) {
            return false;
        }
        int number = Integer.parseInt(s.subSequence(0, 6).toString() + s.subSequence(7, 10));
        return date(digit(s, 0) * 10 + digit(s, 1), digit(s, 2) * 10 + digit(s, 3))
                && FINNISH.charAt(number % 31) == s.charAt(10);
    }

    /// United Kingdom, National Insurance number (HMRC NIM39110): prefixes that are given out, suffix
    /// A to D.
    static boolean britishInsurance(CharSequence s) {
        String prefix = s.subSequence(0, 2).toString();
        return letters(s, 0, 2)
                && digits(s, 2, 8)
                && s.charAt(8) >= 'A'
                && s.charAt(8) <= 'D'
                && "DFIQUV".indexOf(s.charAt(0)) < 0
                && "DFIQUVO".indexOf(s.charAt(1)) < 0
                && !prefix.matches("BG|GB|NK|KN|TN|NT|ZZ");
    }

    /// United Kingdom, NHS number: weights 10 to 2, modulo 11.
    static boolean britishHealth(CharSequence s) {
        if (!digits(s, 0, 10)) {
            return false;
        }
        int check = 11 - weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return check != 10 && check % 11 == digit(s, 9);
    }

    /// France, numéro fiscal SPI (DGFiP): the first ten digits modulo 511 are the last three.
    static boolean frenchTax(CharSequence s) {
        return digits(s, 0, 13)
                && s.charAt(0) <= '3'
                && Long.parseLong(s.subSequence(0, 10).toString()) % 511
                        == Integer.parseInt(s.subSequence(10, 13).toString());
    }

    /// France, passport since 2006: two digits, two letters, five digits (no public check digit).
    static boolean frenchPassport(CharSequence s) {
        return digits(s, 0, 2) && letters(s, 2, 4) && digits(s, 4, 9);
    }
}
