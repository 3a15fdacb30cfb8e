package eu.rempart.guard.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks inside what is encoded: Base64 and Base32 (RFC 4648), hexadecimal and binary octets,
/// percent (RFC 3986), HTML character references, backslash escapes, Morse, Ascii85, ROT13, text
/// written backwards, and text smuggled in tag characters or variation selectors.
///
/// Bounded: three levels, at most [#MOST_SPANS] spans a text, at most 16 KiB from one span. A text
/// without anything encoded costs one pass. Thread-safe; any string is allowed.
public final class Decoders {
    /// A span that was decoded.
    ///
    /// @param text what was inside
    /// @param start where the encoded span begins in the outermost text, in UTF-16 units
    /// @param end where it ends
    /// @param path how one gets there: the encodings from the outside in, such as `base64/rot13`
    /// @param whole whether this is the whole text read in another way, so that its place says nothing
    ///     of what is where
    public record Decoded(String text, int start, int end, String path, boolean whole) {
        /// Names the way and the place, never the text.
        @Override
        public String toString() {
            return path + "@" + start + ".." + end;
        }
    }

    /// The most spans that are decoded in one text.
    public static final int MOST_SPANS = 64;

    private static final int DEPTH = 3;
    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_EXTENSION = 256;
    private static final int SHORTEST_RUN = 16;
    private static final int LONG_LINE = 40;
    private static final int FEWEST_OCTETS = 8;
    private static final int NARROWEST_BLOCK = 4;
    private static final int SHORTEST_BLOCKS = 24;
    private static final int FEWEST_BLOCKS = 4;

    /// Telling words as they look in ROT13 and backwards: neither leaves another trace.
    private static final List<String> PLAIN = List.of(
            ("ignore ignorez ignorer instruction instructions instrucciones instrucoes istruzioni prompt system systeme"
                            + " password secret secrets consigne consignes previous forget disregard reveal oublie"
                            + " oubliez regles anweisungen vergiss ignoriere olvida ignora dimentica esqueca"
                            + " restrictions rules without assistant toutes administrator confidential admin"
                            + " developer instrukcje negeer instructies")
                    .split(" ", -1));

    private static final CipherWords CIPHERED = new CipherWords(PLAIN);

    private static final int FEWEST_MARKS = 12;
    private static final int RUN = 1;
    private static final int ORDINARY = RUN;
    private static final int DOT = 8;

    /// Between the signs of Morse.
    private static final int GAP = 16;

    private static final int RARE = 32;
    private static final int OTHER = RARE;
    private static final byte[] KINDS = new byte[0x80];

    static {
        for (char c = 0; c < KINDS.length; c++) {
            KINDS[c] = (byte) ((isRun(c) ? RUN : 0)
                    | (c == '.' || c == '-' || c == '_' ? DOT : 0)
                    | (c == '%' || c == '&' || c == '\\' ? RARE : 0));
        }
        for (char c : " \n/|".toCharArray()) {
            KINDS[c] = (byte) (isRun(c) ? GAP | RUN : GAP);
        }
    }

    private Decoders() {}

    /// All that can be decoded, outer before inner.
    public static List<Decoded> decode(String text) {
        return decode(text, NormalText.of(text));
    }

    /// The same, for a text that was folded already.
    public static List<Decoded> decode(String text, NormalText words) {
        Signs signs = Signs.of(text, words);
        if (!signs.any()) {
            return List.of();
        }
        List<Decoded> all = new ArrayList<>();
        decode(text, signs, DEPTH, null, all);
        return List.copyOf(all);
    }

    private static void decode(String text, Signs signs, int depth, @Nullable Decoded outer, List<Decoded> all) {
        List<Decoded> here = new ArrayList<>();
        if (signs.run) {
            runs(text, here);
        }
        if (signs.blocks) {
            blocks(text, here);
        }
        if (signs.octets && octets(text, Turn.NONE, here) && text.length() <= LONGEST) {
            for (Turn turn : List.of(Turn.ROTATED, Turn.REVERSED, Turn.BOTH)) {
                octets(turn.of(text), turn, here);
            }
        }
        if (signs.percents >= 3) {
            escaped(text, '%', "percent", here);
        }
        if (signs.ampersands >= 3) {
            escaped(text, '&', "html", here);
        }
        if (signs.backslashes >= 3) {
            escaped(text, '\\', "escape", here);
        }
        if (signs.morse) {
            morse(text, here);
        }
        if (signs.smuggled) {
            smuggled(text, here);
        }
        if (text.length() <= LONGEST) {
            ciphers(text, signs, here);
        }
        for (Decoded decoded : here) {
            if (all.size() >= MOST_SPANS) {
                return;
            }
            int left = depth - levels(decoded.path());
            if (left < 0) {
                continue;
            }
            Decoded placed = outer == null
                    ? decoded
                    : new Decoded(
                            decoded.text(),
                            outer.start(),
                            outer.end(),
                            outer.path() + "/" + decoded.path(),
                            outer.whole());
            all.add(placed);
            Signs inner = left > 0 ? Signs.of(decoded.text(), NormalText.of(decoded.text())) : Signs.NONE;
            if (inner.any()) {
                decode(decoded.text(), inner, left, placed, all);
            }
        }
    }

    private static int levels(String path) {
        int levels = 1;
        for (int i = 0; i < path.length(); i++) {
            levels += path.charAt(i) == '/' ? 1 : 0;
        }
        return levels;
    }

    /// The ciphers that leave what is encoded without words to know them by: what cannot be decoded as it stands
    /// is tried in each.
    private enum Turn {
        NONE(""),
        ROTATED("rot13/"),
        REVERSED("reversed/"),
        BOTH("rot13/reversed/");

        private static final List<Turn> ALL = List.of(values());

        private final String path;

        Turn(String path) {
            this.path = path;
        }

        String of(String run) {
            return switch (this) {
                case NONE -> run;
                case ROTATED -> Encodings.rot13(run);
                case REVERSED -> new StringBuilder(run).reverse().toString();
                case BOTH -> new StringBuilder(Encodings.rot13(run)).reverse().toString();
            };
        }
    }

    /// A text in ROT13: letters thirteen places on, everything else as it is.
    public static String rot13(String text) {
        return Encodings.rot13(text);
    }

    /// What one look at a text shows: most texts hold nothing encoded, and cost no more than this.
    private record Signs(
            boolean run,
            boolean blocks,
            boolean octets,
            int percents,
            int ampersands,
            int backslashes,
            boolean morse,
            boolean smuggled,
            int rotated,
            int reversed) {
        static final Signs NONE = new Signs(false, false, false, 0, 0, 0, false, false, 0, 0);

        static Signs of(String text, NormalText words) {
            int wordStart = 0;
            int longestRun = 0;
            int lastRun = 0;
            int alike = 0;
            boolean blocks = false;
            int percents = 0;
            int ampersands = 0;
            int backslashes = 0;
            int dots = 0;
            int mostDots = 0;
            boolean smuggled = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int kind = c < 0x80 ? KINDS[c] : OTHER;
                if (kind == ORDINARY) {
                    dots = 0;
                    continue;
                }
                if ((kind & RUN) == 0) {
                    int length = i - wordStart;
                    longestRun = Math.max(longestRun, length);
                    if (length > 0) {
                        alike = length == lastRun ? alike + 1 : 1;
                        lastRun = length;
                    }
                    blocks |= alike > 1
                            && length >= NARROWEST_BLOCK
                            && (alike >= FEWEST_BLOCKS || length >= SHORTEST_RUN);
                    wordStart = i + 1;
                }
                if ((kind & DOT) != 0) {
                    dots++;
                    mostDots = Math.max(mostDots, dots);
                } else if ((kind & GAP) == 0) {
                    dots = 0;
                }
                if ((kind & RARE) != 0) {
                    percents += c == '%' ? 1 : 0;
                    ampersands += c == '&' ? 1 : 0;
                    backslashes += c == '\\' ? 1 : 0;
                    smuggled |= c == 0xDB40 || (c >= 0xFE00 && c <= 0xFE0F);
                    dots += c == '·' || c == '–' || c == '−' ? 1 : 0;
                    mostDots = Math.max(mostDots, dots);
                }
            }
            longestRun = Math.max(longestRun, text.length() - wordStart);
            int octets = 0;
            int mostOctets = 0;
            int rotated = 0;
            int reversed = 0;
            for (int w = 0; w < words.count(); w++) {
                int length = words.length(w);
                // "0x49" is one word of four characters.
                boolean octet = length == 2 || length == 8 || (length == 4 && words.letter(w, 1) == 'x');
                octets = octet ? octets + 1 : 0;
                mostOctets = Math.max(mostOctets, octets);
                int cipher = CIPHERED.of(words.hash(w));
                rotated += cipher & CipherWords.ROTATED;
                reversed += cipher >> 1;
            }
            return new Signs(
                    longestRun >= SHORTEST_RUN,
                    blocks,
                    mostOctets >= FEWEST_OCTETS,
                    percents,
                    ampersands,
                    backslashes,
                    mostDots >= FEWEST_MARKS,
                    smuggled,
                    rotated,
                    reversed);
        }

        boolean any() {
            return run
                    || blocks
                    || octets
                    || percents >= 3
                    || ampersands >= 3
                    || backslashes >= 3
                    || morse
                    || smuggled
                    || rotated > 0
                    || reversed > 0;
        }
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_';
    }

    /// Ascii85's alphabet is nearly all of ASCII; runs of either are long words.
    private static boolean isRun(char c) {
        return c > ' ' && c < 0x7f;
    }

    /// Runs of letters and digits that are Base64, Base32 or hex; a line end inside a long one is
    /// stepped over.
    private static void runs(String text, List<Decoded> here) {
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            if (!isRun(text.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            while (i < text.length() && isRun(text.charAt(i))) {
                i++;
            }
            if (i - start >= SHORTEST_RUN && !ascii85(text, start, i, here)) {
                i = letters(text, start, i, here);
            }
        }
    }

    /// Looks for Base64 and its kin from `start` on; returns where to go on, at least `stop`.
    private static int letters(String text, int start, int stop, List<Decoded> here) {
        int i = start;
        while (i < stop) {
            if (!isBase64(text.charAt(i))) {
                i++;
                continue;
            }
            int from = i;
            StringBuilder run = new StringBuilder();
            while (i < text.length() && run.length() < LONGEST) {
                char c = text.charAt(i);
                if (isBase64(c)) {
                    run.append(c);
                } else if (c != '\n'
                        || run.length() < LONG_LINE
                        || i + 1 >= text.length()
                        || !isBase64(text.charAt(i + 1))) {
                    break;
                }
                i++;
            }
            int end = i;
            while (i < text.length() && text.charAt(i) == '=') {
                i++;
            }
            if (run.length() >= SHORTEST_RUN) {
                inside(run.toString(), from, Math.max(end, i), here);
            }
        }
        return Math.max(i, stop);
    }

    private static void inside(String run, int start, int end, List<Decoded> here) {
        for (Turn turn : Turn.ALL) {
            if (turn != Turn.NONE && Encodings.mayBeWord(run)) {
                return;
            }
            String turned = turn.of(run);
            String path = "binary";
            String text = Encodings.binary(turned);
            if (text == null) {
                path = "hex";
                text = Encodings.hex(turned);
            }
            if (text == null) {
                path = "base32";
                text = Encodings.base32(turned);
            }
            if (text == null) {
                path = "base64";
                text = Encodings.base64(turned);
            }
            if (text != null) {
                here.add(new Decoded(text, start, end, turn.path + path, false));
                return;
            }
        }
    }

    /// Base64 and its kin in blocks or lines of one width, with one blank or line end between; the last may be
    /// shorter.
    private static void blocks(String text, List<Decoded> here) {
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            int start = i;
            StringBuilder run = new StringBuilder();
            int width = 0;
            int count = 0;
            int end = i;
            while (i < text.length() && run.length() < LONGEST) {
                int from = i;
                while (i < text.length() && isBase64(text.charAt(i))) {
                    i++;
                }
                width = count == 0 ? i - from : width;
                if (i == from || i - from > width) {
                    i = count == 0 ? i : from;
                    break;
                }
                run.append(text, from, i);
                count++;
                end = i;
                if (i - from < width || i >= text.length()) {
                    break;
                }
                int gap = text.startsWith("\r\n", i) ? 2 : text.charAt(i) == ' ' || text.charAt(i) == '\n' ? 1 : 0;
                if (gap == 0) {
                    break;
                }
                i += gap;
            }
            if (width >= NARROWEST_BLOCK && width < LONG_LINE && count > 1 && run.length() >= SHORTEST_BLOCKS) {
                inside(run.toString(), start, end, here);
            }
            i = Math.max(i, start + 1);
        }
    }

    /// A long run full of signs that Base64 and web addresses do not have.
    private static boolean ascii85(String text, int start, int end, List<Decoded> here) {
        if (end - start < SHORTEST_RUN || end - start > LONGEST) {
            return false;
        }
        int signs = 0;
        for (int i = start; i < end && signs < 4; i++) {
            char c = text.charAt(i);
            signs += "!\"#$%&'()*,;<>?@[]^`".indexOf(c) >= 0 ? 1 : 0;
        }
        boolean delimited = text.startsWith("<~", start) || text.startsWith("~<", end - 2);
        if (signs < 4 && !delimited) {
            return false;
        }
        String run = text.substring(start, end);
        int before = here.size();
        // With so many signs, more than one reading may be printable.
        for (Turn turn : Turn.ALL) {
            String turned = turn.of(run);
            int from = turned.startsWith("<~") ? 2 : 0;
            int to = from > 0 && turned.endsWith("~>") ? turned.length() - 2 : turned.length();
            String decoded = Encodings.ascii85(turned.substring(from, to));
            if (decoded != null) {
                here.add(new Decoded(decoded, start, end, turn.path + "ascii85", false));
            }
        }
        return here.size() > before;
    }

    /// `49 67 6e 6f`, `0x49,0x67`, and octets of zeros and ones. Returns whether nothing of it was text.
    ///
    /// @param turn how the text was turned: then places say nothing
    private static boolean octets(String text, Turn turn, List<Decoded> here) {
        int before = here.size();
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            int start = i;
            StringBuilder bytes = new StringBuilder();
            int radix = 0;
            int last = i;
            while (i < text.length() && bytes.length() < LONGEST) {
                int at = text.startsWith("0x", i) ? i + 2 : i;
                int size = 0;
                while (at + size < text.length() && size < 9 && Character.digit(text.charAt(at + size), 16) >= 0) {
                    size++;
                }
                int wanted = size == 8 ? 2 : size == 2 ? 16 : 0;
                if (wanted == 0 || (radix != 0 && wanted != radix)) {
                    break;
                }
                int value = 0;
                boolean valid = true;
                for (int k = at; k < at + size; k++) {
                    int digit = Character.digit(text.charAt(k), wanted);
                    valid &= digit >= 0;
                    value = value * wanted + Math.max(0, digit);
                }
                if (!valid) {
                    break;
                }
                radix = wanted;
                bytes.append((char) value);
                last = at + size;
                i = last;
                while (i < text.length() && i < last + 2 && " ,:;\n".indexOf(text.charAt(i)) >= 0) {
                    i++;
                }
                if (i == last) {
                    break;
                }
            }
            if (bytes.length() >= FEWEST_OCTETS) {
                String decoded = Encodings.readable(bytes.toString().getBytes(StandardCharsets.ISO_8859_1));
                if (decoded != null) {
                    boolean whole = turn != Turn.NONE;
                    here.add(new Decoded(
                            decoded,
                            whole ? 0 : start,
                            whole ? text.length() : last,
                            turn.path + (radix == 2 ? "binary" : "hex"),
                            whole));
                }
            }
            i = Math.max(i, start + 1);
        }
        return here.size() == before;
    }

    /// From the first escape to the last one, with the words they stand in.
    private static void escaped(String text, char sign, String path, List<Decoded> here) {
        int from = text.indexOf(sign);
        int to = text.lastIndexOf(sign) + 1;
        if (to - from > LONGEST) {
            to = from + LONGEST;
        }
        int least = Math.max(0, from - LONGEST_EXTENSION);
        while (from > least && !Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        int most = Math.min(text.length(), to + LONGEST_EXTENSION);
        while (to < most && !Character.isWhitespace(text.charAt(to))) {
            to++;
        }
        String span = text.substring(from, to);
        int signs = 0;
        for (int i = 0; i < span.length(); i++) {
            signs += span.charAt(i) == sign ? 1 : 0;
        }
        for (Turn turn : Turn.ALL) {
            String turned = turn.of(span);
            String decoded = unescaped(turned, sign);
            // Each escape that is one makes the text shorter, by two characters at least.
            int gone = turned.length() - decoded.length();
            boolean right = gone * 10 >= signs * (sign == '%' ? 18 : 27) && isClean(decoded);
            if (right || (turn == Turn.NONE && gone > 0)) {
                here.add(new Decoded(decoded, from, to, turn.path + path, false));
            }
            if (turn == Turn.NONE && gone > 0 && to - from < text.length() && text.length() <= LONGEST) {
                // What is said may lie partly outside: the whole is read once more, as a whole.
                here.add(new Decoded(
                        text.substring(0, from) + decoded + text.substring(to), 0, text.length(), path, true));
            }
            if (right) {
                return;
            }
        }
    }

    private static String unescaped(String span, char sign) {
        return switch (sign) {
            case '%' -> Encodings.percent(span);
            case '&' -> Entities.decode(span);
            default -> Encodings.backslashes(span);
        };
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0xFFFD || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
                return false;
            }
        }
        return true;
    }

    private static void morse(String text, List<Decoded> here) {
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            int start = i;
            int marks = 0;
            StringBuilder run = new StringBuilder();
            while (i < text.length() && run.length() < LONGEST) {
                char c = text.charAt(i);
                char mark = c == '·' || c == '•' ? '.' : c == '–' || c == '−' || c == '—' || c == '_' ? '-' : c;
                if (mark == '.' || mark == '-') {
                    marks++;
                } else if (mark != ' ' && mark != '/' && mark != '|' && mark != '\n') {
                    break;
                }
                run.append(mark);
                i++;
            }
            if (marks >= FEWEST_MARKS) {
                for (Turn turn : List.of(Turn.NONE, Turn.REVERSED)) {
                    String decoded = Encodings.morse(turn.of(run.toString()).strip());
                    if (decoded != null) {
                        here.add(new Decoded(decoded, start, i, turn.path + "morse", false));
                    }
                }
            }
            i = Math.max(i, start + 1);
        }
    }

    /// Letters in the tag block, and bytes in variation selectors.
    private static void smuggled(String text, List<Decoded> here) {
        StringBuilder tags = new StringBuilder();
        StringBuilder selected = new StringBuilder();
        int first = -1;
        int last = 0;
        for (int i = 0; i < text.length() && tags.length() + selected.length() < LONGEST; ) {
            int c = text.codePointAt(i);
            int size = Character.charCount(c);
            boolean tag = c >= 0xE0020 && c <= 0xE007E;
            int selector =
                    c >= 0xFE00 && c <= 0xFE0F ? c - 0xFE00 : c >= 0xE0100 && c <= 0xE01EF ? c - 0xE0100 + 16 : -1;
            if (tag) {
                tags.append((char) (c - 0xE0000));
            } else if (selector >= 0) {
                selected.append((char) selector);
            }
            if (tag || selector >= 0) {
                first = first < 0 ? i : first;
                last = i + size;
            }
            i += size;
        }
        if (tags.length() >= 4) {
            here.add(new Decoded(tags.toString(), first, last, "tags", false));
        }
        String bytes = Encodings.readable(selected.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (bytes != null) {
            here.add(new Decoded(bytes, first, last, "variation-selectors", false));
        }
    }

    /// ROT13 and reversal leave no shape to see: they are tried where telling words look so.
    private static void ciphers(String text, Signs signs, List<Decoded> here) {
        if (signs.rotated > 0) {
            here.add(new Decoded(Encodings.rot13(text), 0, text.length(), "rot13", true));
        }
        if (signs.reversed > 0) {
            StringBuilder words = new StringBuilder(text.length());
            for (String word : text.split("(?<=\\s)|(?=\\s)", -1)) {
                words.append(new StringBuilder(word).reverse());
            }
            here.add(new Decoded(new StringBuilder(text).reverse().toString(), 0, text.length(), "reversed", true));
            here.add(new Decoded(words.toString(), 0, text.length(), "reversed-words", true));
        }
    }
}
