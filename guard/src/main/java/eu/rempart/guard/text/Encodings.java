package eu.rempart.guard.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decodes one span of each encoding that people hide text in. Every method gives null for what it
/// cannot read as text.
final class Encodings {
    private static final int SHORTEST_HEX = 20;
    private static final int SHORTEST_BASE32 = 16;
    private static final int SHORTEST_BINARY = 64;
    private static final int LONGEST_WORD = 40;

    /// So many bytes are not all printable ASCII by chance (one in 100,000).
    private static final int SHORTEST_PRINTABLE = 12;

    private static final int SHORTEST_TEXT = 6;
    private static final long BASE85_LIMIT = 1L << 32;

    /// International Morse code (ITU-R M.1677-1), letters, digits and signs.
    private static final Map<String, Character> MORSE = morse();

    private Encodings() {}

    private static Map<String, Character> morse() {
        String[] codes =
                ("a .- b -... c -.-. d -.. e . f ..-. g --. h .... i .. j .--- k -.- l .-.. m -- n -. o --- p .--."
                                + " q --.- r .-. s ... t - u ..- v ...- w .-- x -..- y -.-- z --.. 0 ----- 1 .---- 2 ..--- 3 ...--"
                                + " 4 ....- 5 ..... 6 -.... 7 --... 8 ---.. 9 ----. . .-.-.- , --..-- ? ..--.. - -....- / -..-."
                                + " = -...- + .-.-. @ .--.-. ( -.--. ) -.--.- : ---... ' .----. \" .-..-.")
                        .split(" ", -1);
        Map<String, Character> table = new java.util.HashMap<>();
        for (int i = 0; i < codes.length; i += 2) {
            table.put(codes[i + 1], codes[i].charAt(0));
        }
        return Map.copyOf(table);
    }

    /// RFC 4648, sections 4 and 5, with or without padding.
    static @Nullable String base64(String run) {
        boolean upper = false;
        boolean lower = false;
        boolean rest = false;
        for (int i = 0; i < run.length(); i++) {
            char c = run.charAt(i);
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
            rest |= c < 'A';
        }
        if (!upper || (!lower && !rest)) {
            return null;
        }
        String standard = run.replace('-', '+').replace('_', '/');
        int usable = standard.length() - (standard.length() % 4 == 1 ? 1 : 0);
        try {
            return readable(Base64.getDecoder().decode(standard.substring(0, usable)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// RFC 4648, section 6, with or without padding. In small letters as well, if it is no word.
    static @Nullable String base32(String written) {
        if (written.length() < SHORTEST_BASE32) {
            return null;
        }
        boolean small = Character.isLowerCase(written.charAt(0));
        if (small && mayBeWord(written)) {
            return null;
        }
        String run = small ? written.toUpperCase(Locale.ROOT) : written;
        byte[] bytes = new byte[run.length() * 5 / 8];
        int out = 0;
        long buffer = 0;
        int bits = 0;
        for (int i = 0; i < run.length(); i++) {
            char c = run.charAt(i);
            int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
            if (value < 0) {
                return null;
            }
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[out++] = (byte) (buffer >>> bits);
            }
        }
        return readable(bytes);
    }

    /// Whether a run without blanks could be a word or a name: not too long, and no digit in it.
    static boolean mayBeWord(String run) {
        if (run.length() >= LONGEST_WORD) {
            return false;
        }
        for (int i = 0; i < run.length(); i++) {
            if (run.charAt(i) <= '9' && run.charAt(i) >= '0') {
                return false;
            }
        }
        return true;
    }

    /// Octets of zeros and ones without anything between.
    static @Nullable String binary(String run) {
        if (run.length() < SHORTEST_BINARY || run.length() % 8 != 0) {
            return null;
        }
        byte[] bytes = new byte[run.length() / 8];
        for (int i = 0; i < run.length(); i++) {
            int bit = run.charAt(i) - '0';
            if (bit != 0 && bit != 1) {
                return null;
            }
            bytes[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        return readable(bytes);
    }

    /// Pairs of hexadecimal digits without anything between, with or without `0x` before them.
    static @Nullable String hex(String written) {
        String run = written.startsWith("0x") || written.startsWith("0X") ? written.substring(2) : written;
        if (run.length() < SHORTEST_HEX) {
            return null;
        }
        byte[] bytes = new byte[run.length() / 2];
        for (int i = 0; i < 2 * bytes.length; i++) {
            int digit = Character.digit(run.charAt(i), 16);
            if (digit < 0) {
                return null;
            }
            bytes[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
        }
        return readable(bytes);
    }

    /// Ascii85 as Adobe writes it, without the delimiters.
    static @Nullable String ascii85(String run) {
        byte[] bytes = new byte[run.length() + 4];
        int out = 0;
        long group = 0;
        int size = 0;
        for (int i = 0; i < run.length() && out + 4 <= bytes.length; i++) {
            char c = run.charAt(i);
            if (c == 'z' && size == 0) {
                out += 4;
                continue;
            }
            if (c < '!' || c > 'u') {
                return null;
            }
            group = group * 85 + c - '!';
            if (++size == 5) {
                if (group >= BASE85_LIMIT) {
                    return null;
                }
                for (int shift = 24; shift >= 0; shift -= 8) {
                    bytes[out++] = (byte) (group >>> shift);
                }
                group = 0;
                size = 0;
            }
        }
        if (size > 1) {
            for (int k = size; k < 5; k++) {
                group = group * 85 + 84;
            }
            for (int k = 0; k < size - 1 && out < bytes.length; k++) {
                bytes[out++] = (byte) (group >>> (24 - 8 * k));
            }
        }
        return readable(java.util.Arrays.copyOf(bytes, out));
    }

    /// Dots and dashes; blanks between letters, a slash or a bar between words.
    static @Nullable String morse(String run) {
        StringBuilder out = new StringBuilder();
        for (String code : run.replace("/", " / ").replace("|", " / ").split("\\s+", -1)) {
            if (code.equals("/")) {
                out.append(' ');
            } else if (!code.isEmpty()) {
                Character letter = MORSE.get(code);
                if (letter == null) {
                    return null;
                }
                out.append(letter.charValue());
            }
        }
        return out.length() >= SHORTEST_TEXT ? out.toString() : null;
    }

    /// RFC 3986, section 2.1; a plus is a blank, as forms write it.
    static String percent(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int out = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                bytes[out++] = (byte) (high * 16 + low);
                i += 2;
            } else {
                bytes[out++] = bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return new String(bytes, 0, out, StandardCharsets.UTF_8);
    }

    /// `x41`, `u0041` and `u{41}` behind a backslash, as in C, Java and JavaScript.
    static String backslashes(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int kind = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            boolean braces = kind == 'u' && i + 2 < text.length() && text.charAt(i + 2) == '{';
            int from = braces ? i + 3 : i + 2;
            int most = kind == 'x' ? 2 : kind == 'u' ? (braces ? 6 : 4) : 0;
            int value = 0;
            int digits = 0;
            while (digits < most
                    && from + digits < text.length()
                    && Character.digit(text.charAt(from + digits), 16) >= 0) {
                value = value * 16 + Character.digit(text.charAt(from + digits), 16);
                digits++;
            }
            boolean whole = braces
                    ? digits > 0 && from + digits < text.length() && text.charAt(from + digits) == '}'
                    : digits == most;
            if (most > 0 && whole && value > 0 && value <= Character.MAX_CODE_POINT) {
                out.appendCodePoint(value);
                i = from + digits + (braces ? 1 : 0);
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    static String rot13(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean small = c >= 'a' && c <= 'z';
            char base = small ? 'a' : 'A';
            out.append(small || (c >= 'A' && c <= 'Z') ? (char) (base + (c - base + 13) % 26) : c);
        }
        return out.toString();
    }

    /// The bytes as text, if that is what they are: UTF-8, printable, and either mostly letters and digits or,
    /// as an inner encoding has few of them, nothing but printable ASCII.
    static @Nullable String readable(byte[] bytes) {
        int printable = 0;
        int ascii = 0;
        int plain = 0;
        for (byte b : bytes) {
            boolean text = (b >= 0x20 && b < 0x7f) || b == '\n' || b == '\t' || b == '\r' || b < 0;
            printable += text ? 1 : 0;
            ascii += text && b >= 0 ? 1 : 0;
            plain += (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == ' ' ? 1 : 0;
        }
        boolean words = printable * 20 >= bytes.length * 19 && plain * 10 >= bytes.length * 6;
        boolean signs = ascii == bytes.length && bytes.length >= SHORTEST_PRINTABLE;
        if (bytes.length < SHORTEST_TEXT || !(words || signs)) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return ascii == bytes.length || isMostlyUtf8(text) ? text : null;
    }

    /// A text may be cut, or have some accented letters in Latin-1; bytes by chance are mostly neither.
    private static boolean isMostlyUtf8(String text) {
        int broken = 0;
        for (int i = 0; i < text.length(); i++) {
            broken += text.charAt(i) == 0xFFFD ? 1 : 0;
        }
        return broken <= 1 + text.length() / 20;
    }
}
