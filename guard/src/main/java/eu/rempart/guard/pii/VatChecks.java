package eu.rempart.guard.pii;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The forms and check digits of VAT numbers outside France (Directive 2006/112/EC, article 215): forms as the
/// European Commission's VIES publishes them, check digits by the rules of each member state's tax authority,
/// as they are named at each. Every rule takes what follows the country's code, without separators, in capitals.
final class VatChecks {
    private static final String SPANISH_ENTITIES = "ABCDEFGHJNPQRSUVW";
    private static final String SPANISH_LETTERS = "JABCDEFGHI";

    /// The lengths of a country's numbers without its code, the longest first, and their rule.
    @SuppressWarnings("ArrayRecordComponent") // Read beside it alone, and never compared.
    record Form(int[] lengths, Predicate<String> check) {}

    private VatChecks() {}

    static @Nullable Form form(String country) {
        return switch (country) {
            // Austria, UID (BMF): Luhn's sum and 96.
            case "AT" -> form(VatChecks::austrian, 9);
            // Belgium, enterprise number (KBO/BCE): 97 minus the first eight digits modulo 97.
            case "BE" ->
                form(s -> digits(s) && s.charAt(0) <= '1' && 97 - number(s, 0, 8) % 97 == number(s, 8, 10), 10);
            // Bulgaria, BULSTAT (Registry Agency) and EGN (GRAO).
            case "BG" -> form(VatChecks::bulgarian, 10, 9);
            // Cyprus, Tax Department: odd places by a table, modulo 26.
            case "CY" -> form(VatChecks::cypriot, 9);
            // Czechia, IČO (ČSÚ) and birth numbers (Act 133/2000): modulo 11.
            case "CZ" -> form(VatChecks::czech, 10, 8);
            // Germany, USt-IdNr. (BZSt): ISO 7064 MOD 11,10.
            case "DE" -> form(s -> s.charAt(0) != '0' && mod1110(s), 9);
            // Denmark, CVR (Erhvervsstyrelsen): modulo 11.
            case "DK" -> form(s -> digits(s) && weighted(s, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0, 8);
            // Estonia, KMKR (EMTA): weights 3, 7, 1.
            case "EE" -> form(s -> tens(s, 3, 7, 1, 3, 7, 1, 3, 7), 9);
            // Greece, AFM (AADE): powers of two, modulo 11.
            case "EL", "GR" ->
                form(s -> digits(s) && weighted(s, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == digit(s, 8), 9);
            // Spain, NIF (Orden EHA/451/2008): of entities by Luhn's sum, of persons modulo 23.
            case "ES" -> form(VatChecks::spanish, 9);
            // Finland, Y-tunnus (PRH): modulo 11.
            case "FI" -> form(s -> digits(s) && weighted(s, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0, 8);
            // United Kingdom and Northern Ireland (HMRC): 97, and 9755.
            case "GB", "XI" -> form(VatChecks::british, 9);
            // Croatia, OIB (Porezna uprava): ISO 7064 MOD 11,10.
            case "HR" -> form(VatChecks::mod1110, 11);
            // Hungary, adószám (NAV): weights 9, 7, 3, 1.
            case "HU" -> form(s -> tens(s, 9, 7, 3, 1, 9, 7, 3), 8);
            // Ireland (Revenue): modulo 23, the second letter with weight 9.
            case "IE" -> form(VatChecks::irish, 9, 8);
            // Italy, partita IVA (DPR 633/1972, Agenzia delle Entrate): Luhn.
            case "IT" -> form(s -> digits(s) && Checksums.luhn(s), 11);
            // Lithuania, PVM (VMI): modulo 11 with two rows of weights.
            case "LT" -> form(VatChecks::lithuanian, 12, 9);
            // Luxembourg (AED): the first six digits modulo 89.
            case "LU" -> form(s -> digits(s) && number(s, 0, 6) % 89 == number(s, 6, 8), 8);
            // Latvia, PVN (VID) and personal codes: modulo 11.
            case "LV" -> form(VatChecks::latvian, 11);
            // Malta (CFR): modulo 37.
            case "MT" -> form(s -> digits(s) && 37 - weighted(s, 3, 4, 6, 7, 8, 9) % 37 == number(s, 6, 8), 8);
            // The Netherlands, btw-id (Belastingdienst): the eleven test, or since 2020 ISO 7064 MOD 97-10.
            case "NL" -> form(VatChecks::dutch, 12);
            // Poland, NIP (Act of 13 October 1995): modulo 11.
            case "PL" -> form(s -> digits(s) && weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == digit(s, 9), 10);
            // Portugal, NIPC (Decreto-Lei 14/2013).
            case "PT" -> form(s -> digits(s) && NationalChecks.portuguese(s), 9);
            // Romania, CUI (ANAF): weights from the right, modulo 11.
            case "RO" -> form(VatChecks::romanian, 10, 9, 8, 7, 6, 5, 4);
            // Sweden, momsregistreringsnummer (Skatteverket): Luhn over ten digits.
            case "SE" -> form(s -> digits(s) && Checksums.luhn(s, 0, 10) && number(s, 10, 12) > 0, 12);
            // Slovenia (FURS): modulo 11.
            case "SI" ->
                form(
                        s -> digits(s) && s.charAt(0) != '0' && eleven(weighted(s, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 7),
                        8);
            // Slovakia, IČ DPH (Finančná správa): a multiple of eleven.
            case "SK" -> form(s -> digits(s) && s.charAt(0) != '0' && number(s, 0, 10) % 11 == 0, 10);
            default -> null;
        };
    }

    private static Form form(Predicate<String> check, int... lengths) {
        return new Form(lengths, check);
    }

    private static boolean austrian(String s) {
        if (s.charAt(0) != 'U' || !digits(s.substring(1))) {
            return false;
        }
        int sum = 4;
        for (int i = 1; i < 8; i++) {
            int product = digit(s, i) * (i % 2 == 0 ? 2 : 1);
            sum += product / 10 + product % 10;
        }
        return (10 - sum % 10) % 10 == digit(s, 8);
    }

    private static boolean bulgarian(String s) {
        if (!digits(s)) {
            return false;
        }
        if (s.length() == 10) {
            return weighted(s, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == digit(s, 9)
                    || weighted(s, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == digit(s, 9);
        }
        int rest = weighted(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
        return (rest < 10 ? rest : weighted(s, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10) == digit(s, 8);
    }

    private static boolean cypriot(String s) {
        if (!digits(s.substring(0, 8))) {
            return false;
        }
        int[] table = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += i % 2 == 0 ? table[digit(s, i)] : digit(s, i);
        }
        return 'A' + sum % 26 == s.charAt(8);
    }

    private static boolean czech(String s) {
        if (!digits(s)) {
            return false;
        }
        if (s.length() == 10) {
            return number(s, 0, 10) % 11 == 0;
        }
        return (11 - weighted(s, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == digit(s, 7) && s.charAt(0) != '9';
    }

    private static boolean spanish(String s) {
        if (SPANISH_ENTITIES.indexOf(s.charAt(0)) < 0) {
            return NationalChecks.spanish(s);
        }
        if (!digits(s.substring(1, 8))) {
            return false;
        }
        int sum = 0;
        for (int i = 1; i < 8; i++) {
            int product = digit(s, i) * (i % 2 == 1 ? 2 : 1);
            sum += product / 10 + product % 10;
        }
        int check = (10 - sum % 10) % 10;
        return s.charAt(8) == '0' + check || s.charAt(8) == SPANISH_LETTERS.charAt(check);
    }

    private static boolean british(String s) {
        if (!digits(s)) {
            return false;
        }
        int sum = weighted(s, 8, 7, 6, 5, 4, 3, 2) + (int) number(s, 7, 9);
        return sum % 97 == 0 || (sum + 55) % 97 == 0;
    }

    private static boolean irish(String s) {
        boolean old = s.length() == 8 && Character.isLetter(s.charAt(1));
        String plain = old ? "0" + s.substring(2, 7) + s.charAt(0) + s.charAt(7) : s;
        if (!digits(plain.substring(0, 7)) || !Character.isLetter(plain.charAt(7))) {
            return false;
        }
        char second = plain.length() == 9 ? plain.charAt(8) : 'W';
        if (!Character.isLetter(second)) {
            return false;
        }
        int sum = weighted(plain, 8, 7, 6, 5, 4, 3, 2) + (second == 'W' ? 0 : 9 * (second - 'A' + 1));
        return plain.charAt(7) == (sum % 23 == 0 ? 'W' : 'A' + sum % 23 - 1);
    }

    private static boolean lithuanian(String s) {
        if (!digits(s)) {
            return false;
        }
        boolean person = s.length() == 12;
        int rest =
                person ? weighted(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2) % 11 : weighted(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
        int second =
                person ? weighted(s, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4) % 11 : weighted(s, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        return (rest < 10 ? rest : second % 10) == digit(s, s.length() - 1);
    }

    private static boolean latvian(String s) {
        if (!digits(s)) {
            return false;
        }
        if (s.charAt(0) <= '3') {
            return (1 + weighted(s, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == digit(s, 10);
        }
        int rest = weighted(s, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6) % 11;
        int check = rest <= 3 ? 3 - rest : 14 - rest;
        return check == digit(s, 10) || (rest == 4 && digit(s, 10) == 0);
    }

    private static boolean dutch(String s) {
        if (!digits(s.substring(0, 9)) || s.charAt(9) != 'B' || !digits(s.substring(10))) {
            return false;
        }
        // MOD 97-10 with the country's letters as numbers, as in an IBAN whose check digits stand last.
        long rest = Long.parseLong("2321" + s.substring(0, 9) + "11" + s.substring(10)) % 97;
        return NationalChecks.dutch(s) || rest == 1;
    }

    private static boolean romanian(String s) {
        if (!digits(s) || s.charAt(0) == '0') {
            return false;
        }
        int[] weights = {7, 5, 3, 2, 1, 7, 5, 3, 2};
        int last = s.length() - 1;
        int sum = 0;
        for (int i = 0; i < last; i++) {
            sum += digit(s, i) * weights[weights.length - last + i];
        }
        return sum * 10 % 11 % 10 == digit(s, last);
    }

    /// ISO 7064 MOD 11,10.
    private static boolean mod1110(String s) {
        if (!digits(s)) {
            return false;
        }
        int product = 10;
        int last = s.length() - 1;
        for (int i = 0; i < last; i++) {
            int sum = (digit(s, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digit(s, last);
    }

    private static boolean tens(String s, int... weights) {
        return digits(s) && (10 - weighted(s, weights) % 10) % 10 == digit(s, weights.length);
    }

    /// 11 minus the rest, with 0 for 10; a rest of 0 has no digit.
    private static int eleven(int sum) {
        int rest = sum % 11;
        return rest == 0 ? -1 : (11 - rest) % 10;
    }

    private static int weighted(String s, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(s, i) * weights[i];
        }
        return sum;
    }

    private static int digit(String s, int at) {
        return s.charAt(at) - '0';
    }

    private static boolean digits(String s) {
        return s.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String s, int from, int to) {
        return Long.parseLong(s, from, to, 10);
    }
}
