package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isAlphanumeric;
import static eu.rempart.guard.pii.Letters.isDigit;
import static eu.rempart.guard.pii.Letters.isWordAt;

import eu.rempart.guard.text.NormalText;
import org.jspecify.annotations.Nullable;

/// Numbers that states give to people, by their check digits ([NationalChecks]); passports, identity
/// cards and driving licences, for which only some states publish any, by the words before them.
///
/// Numbers that are nine or ten digits and no more need such a word too: one in ten or eleven would
/// pass the check by chance.
final class NationalNumbers {
    private static final int LONGEST = 16;
    private static final int REACH = 45;
    private static final int FRENCH_CARD = 9;
    private static final int BY_CHECK = 10;
    private static final int BY_WORD = 12;

    /// A telephone number passes the check of another kind by chance.
    private static final int AFTER_PHONE = 16;

    private static final int PHONE_REACH = 32;

    private NationalNumbers() {}

    static void find(String text, NormalText words, ContextWords context, Matches matches) {
        Reading reading = new Reading(text);
        int busyUntil = 0;
        for (int w = 0; w < words.count(); w++) {
            boolean prefix = words.length(w) == 2
                    && w + 1 < words.count()
                    && words.start(w + 1) == words.end(w) + 1
                    && words.hasDigit(w + 1);
            int start = words.start(w);
            if ((!words.hasDigit(w) && !prefix)
                    || start < busyUntil
                    || !isAlphanumeric(text.charAt(start))
                    || isWordAt(text, start - 1)) {
                continue;
            }
            int wordEnd = start;
            while (wordEnd < text.length() && isAlphanumeric(text.charAt(wordEnd))) {
                wordEnd++;
            }
            // A group of a longer number, such as an IBAN, is none of its own.
            boolean alone = start < 2 || !isDigit(text.charAt(start - 2)) || " -./".indexOf(text.charAt(start - 1)) < 0;
            if (alone && !isWordAt(text, wordEnd)) {
                busyUntil = at(text, start, wordEnd, reading, context, matches);
            }
        }
    }

    private static int at(String text, int at, int wordEnd, Reading reading, ContextWords context, Matches matches) {
        reading.read(at);
        for (int size : new int[] {16, 13, 12, 11, 10, 9}) {
            int end = reading.end(size);
            PiiType type = end < 0 ? null : type(reading.plain(size), size, text, at, end, context);
            if (type != null) {
                boolean phone = (at > 0 && text.charAt(at - 1) == '+')
                        || (context.before(ContextWords.Group.PHONE, at, PHONE_REACH)
                                && digits(text, at, end) == size
                                && !context.before(ContextWords.Group.NATIONAL, at, REACH)
                                && !context.before(ContextWords.Group.TAX, at, REACH));
                matches.add(type, at, end, phone ? AFTER_PHONE : BY_CHECK);
                return end;
            }
        }
        int length = wordEnd - at;
        if (isFrenchCard(text, at, wordEnd) && context.before(ContextWords.Group.IDENTITY, at, REACH)) {
            matches.add(PiiType.IDCARD, at, wordEnd, BY_WORD);
            return wordEnd;
        }
        PiiType told = length < 6 || length > 14 || digits(text, at, wordEnd) < 4 ? null : told(at, context);
        if (told != null) {
            matches.add(told, at, wordEnd, BY_WORD);
        }
        return wordEnd;
    }

    /// France, identity card since 2021 (ICAO 9303, no public check digit): nine capitals and digits.
    private static boolean isFrenchCard(String text, int from, int to) {
        boolean capital = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            capital |= c >= 'A' && c <= 'Z';
            if (!isDigit(c) && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return to - from == FRENCH_CARD && capital;
    }

    private static int digits(String text, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += isDigit(text.charAt(i)) ? 1 : 0;
        }
        return digits;
    }

    private static @Nullable PiiType told(int at, ContextWords context) {
        if (context.before(ContextWords.Group.PASSPORT, at, REACH)) {
            return PiiType.PASSPORT;
        }
        if (context.before(ContextWords.Group.IDENTITY, at, REACH)) {
            return PiiType.IDCARD;
        }
        return context.before(ContextWords.Group.TAX, at, REACH) ? PiiType.TAXID : null;
    }

    private static @Nullable PiiType type(String plain, int size, String text, int at, int end, ContextWords context) {
        boolean national = context.before(ContextWords.Group.NATIONAL, at, REACH);
        boolean tax = context.before(ContextWords.Group.TAX, at, REACH);
        boolean grouped = end - at > size;
        boolean number = isNational(plain, size, text, at, grouped, national);
        if (number) {
            return PiiType.NATIONALID;
        }
        boolean taxes =
                switch (size) {
                    case 16 -> NationalChecks.italian(plain);
                    case 13 -> NationalChecks.frenchTax(plain);
                    case 11 -> NationalChecks.germanTax(plain);
                    case 9 -> tax && digits(plain, 0, 9) == 9 && NationalChecks.portuguese(plain);
                    default -> false;
                };
        if (taxes) {
            return PiiType.TAXID;
        }
        return size == 9 && !grouped && NationalChecks.frenchPassport(plain) ? PiiType.PASSPORT : null;
    }

    private static boolean isNational(String plain, int size, String text, int at, boolean grouped, boolean national) {
        return switch (size) {
            case 12 -> {
                boolean century = plain.startsWith("19") || plain.startsWith("20");
                yield NationalChecks.germanPension(plain) || (century && NationalChecks.swedish(plain.substring(2)));
            }
            case 11 ->
                (NationalChecks.finnish(plain) && !grouped)
                        || finnishDashed(text, at)
                        || NationalChecks.belgian(plain)
                        || NationalChecks.polish(plain);
            case 10 -> {
                boolean dashed = text.charAt(at + 6) == '-' || text.charAt(at + 6) == '+';
                boolean inThrees = grouped && text.charAt(at + 3) == ' ' && text.charAt(at + 7) == ' ';
                yield finnishDashed(text, at)
                        || (NationalChecks.swedish(plain) && ((dashed && grouped) || national))
                        || (NationalChecks.britishHealth(plain) && (inThrees || national));
            }
            case 9 ->
                NationalChecks.spanish(plain)
                        || NationalChecks.britishInsurance(plain)
                        || (national && digits(plain, 0, 9) == 9 && NationalChecks.dutch(plain));
            default -> false;
        };
    }

    /// `131052-308T`: the dash is the century, and not read as a part.
    private static boolean finnishDashed(String text, int at) {
        return at + 11 <= text.length()
                && !isWordAt(text, at + 11)
                && NationalChecks.finnish(text.substring(at, at + 11));
    }

    /// Letters and digits from a place on, with single separators between them left out.
    private static final class Reading {
        private final String text;
        private final char[] plain = new char[LONGEST];
        private final int[] ends = new int[LONGEST];
        private int count;

        Reading(String text) {
            this.text = text;
        }

        void read(int at) {
            count = 0;
            int i = at;
            while (i < text.length() && count < LONGEST) {
                char c = text.charAt(i);
                if (isAlphanumeric(c)) {
                    plain[count] = Character.toUpperCase(c);
                    ends[count++] = i + 1;
                    i++;
                } else if ((c == ' ' || c == '-' || c == '.' || c == '/' || c == '+' || c == '\u00a0')
                        && i + 1 < text.length()
                        && isAlphanumeric(text.charAt(i + 1))) {
                    i++;
                } else {
                    break;
                }
            }
        }

        /// Where the first `size` characters end, if a word ends there; else -1.
        int end(int size) {
            return size > count || isWordAt(text, ends[size - 1]) ? -1 : ends[size - 1];
        }

        String plain(int size) {
            return new String(plain, 0, size);
        }
    }
}
