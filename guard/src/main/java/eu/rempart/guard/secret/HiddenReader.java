package eu.rempart.guard.secret;

import eu.rempart.guard.text.FoldedLetters;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a text unit by unit for [hidden forms][HiddenForms] of values, whatever stands between their letters; also
/// letters in Morse, in the tag block and in variation selectors. Used by one thread.
public final class HiddenReader {
    /// More than so much between two letters ends a value, so that what a stream holds back is bounded.
    private static final int WIDEST_GAP = 16;

    private static final int LONGEST_CODE = 5;

    /// International Morse code (ITU-R M.1677-1): a dot is 2 n, a dash 2 n + 1, from 1 on.
    private static final Map<Integer, Character> MORSE = morse();

    /// What is a letter or digit of ASCII, and so no sign of Morse.
    /// Fewer letters give nothing away, and nearly every text ends with the first ones of some form: it would wait.
    private static final int HELD_FROM = 3;

    private static final boolean[] ORDINARY = new boolean[0x80];

    static {
        for (char c = 0; c < ORDINARY.length; c++) {
            ORDINARY[c] = Character.isLetterOrDigit(c);
        }
    }

    private final HiddenForms forms;
    private final Track plain;
    private @Nullable Track morse;
    private char high;
    private int code = 1;
    private long codeStart;
    private long read;
    private boolean encoded;

    HiddenReader(HiddenForms forms) {
        this.forms = forms;
        plain = new Track(forms);
    }

    private static Map<Integer, Character> morse() {
        String codes =
                ".-a -...b -.-.c -..d .e ..-.f --.g ....h ..i .---j -.-k .-..l --m -.n ---o .--.p --.-q .-.r ...s"
                        + " -t ..-u ...-v .--w -..-x -.--y --..z -----0 .----1 ..---2 ...--3 ....-4 .....5 -....6 --...7"
                        + " ---..8 ----.9";
        Map<Integer, Character> table = new HashMap<>();
        for (String code : codes.split(" ", -1)) {
            int bits = 1;
            for (int i = 0; i < code.length() - 1; i++) {
                bits = 2 * bits + (code.charAt(i) == '-' ? 1 : 0);
            }
            table.put(bits, code.charAt(code.length() - 1));
        }
        return Map.copyOf(table);
    }

    /// Reads the next unit; where the form that ends with it begins, or -1.
    public long next(char c) {
        long place = read++;
        if (forms.isEmpty()) {
            return -1;
        }
        if (c < 0x80 && ORDINARY[c] && high == 0) {
            code = 1;
            endMorse();
            return letter(FoldedLetters.of(c), place);
        }
        return other(c, place);
    }

    private long other(char c, long place) {
        if (high != 0) {
            int point = Character.isLowSurrogate(c) ? Character.toCodePoint(high, c) : 0;
            high = 0;
            if (point != 0) {
                return letter(ofSupplementary(point), place - 1);
            }
        }
        if (Character.isHighSurrogate(c)) {
            high = c;
            return -1;
        }
        long found = morse(c, place);
        return found >= 0 ? found : letter(FoldedLetters.of(c), place);
    }

    private static char ofSupplementary(int point) {
        if (point >= 0xE0020 && point <= 0xE007E) {
            return FoldedLetters.of((char) (point - 0xE0000));
        }
        if (point >= 0xE0100 && point <= 0xE01EF) {
            return FoldedLetters.of((char) (point - 0xE0100 + 16));
        }
        return FoldedLetters.ofSupplementary(point);
    }

    private long letter(char letter, long place) {
        if (letter == FoldedLetters.NOTHING || letter == FoldedLetters.SEPARATOR) {
            return -1;
        }
        long start = plain.next(letter, place);
        encoded = start >= 0 && forms.isEncoded(plain.node);
        return start;
    }

    private long morse(char c, long place) {
        boolean dot = c == '.' || c == '·' || c == '•';
        boolean dash = c == '-' || c == '_' || c == '–' || c == '—' || c == '−';
        if (dot || dash) {
            codeStart = code == 1 ? place : codeStart;
            code = code >= 1 << LONGEST_CODE ? 0 : 2 * code + (dash ? 1 : 0);
            return -1;
        }
        if (code == 1) {
            if (c != ' ' && c != '/' && c != '|' && c != '\n') {
                endMorse();
            }
            return -1;
        }
        return endOfCode();
    }

    private void endMorse() {
        if (morse != null) {
            morse.node = 0;
        }
    }

    private long endOfCode() {
        Character letter = MORSE.get(code);
        code = 1;
        if (letter == null) {
            endMorse();
            return -1;
        }
        if (morse == null) {
            morse = new Track(forms);
        }
        return morse.next(letter, codeStart);
    }

    /// The text has ended; where the form that ends with it begins, or -1.
    public long end() {
        return code == 1 || forms.isEmpty() ? -1 : endOfCode();
    }

    /// Whether what was found last is encoded, so that the run around it belongs to it.
    boolean isEncoded() {
        return encoded;
    }

    /// The place from which on what was read could still become such a form.
    public long safeUntil() {
        long safe = plain.openFrom(read);
        safe = morse == null ? safe : Math.min(safe, morse.openFrom(read));
        boolean signs = code != 1 && morse != null && forms.depth(morse.node) >= HELD_FROM - 1;
        return Math.min(safe, signs ? codeStart : high == 0 ? read : read - 1);
    }

    private static final class Track {
        private final HiddenForms forms;
        private final long[] places;
        private int kept;
        private long last;
        private int node;

        Track(HiddenForms forms) {
            this.forms = forms;
            places = new long[Integer.highestOneBit((forms.longest() - 1) | 1) << 1];
        }

        long next(char letter, long place) {
            if (node != 0 && place - last > WIDEST_GAP + 1) {
                node = 0;
            }
            node = forms.next(node, letter);
            if (node == 0) {
                return -1;
            }
            last = place;
            places[kept++ & (places.length - 1)] = place;
            int count = forms.formAt(node, places, kept);
            return count > 0 ? places[(kept - count) & (places.length - 1)] : -1;
        }

        long openFrom(long place) {
            boolean open = forms.depth(node) >= HELD_FROM && place - last <= WIDEST_GAP + 1;
            return open ? places[(kept - forms.depth(node)) & (places.length - 1)] : place;
        }
    }
}
