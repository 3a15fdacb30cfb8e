package eu.rempart.guard.injection;

import eu.rempart.guard.text.Entities;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Looks inside what is encoded: Base64 (RFC 4648, both alphabets), hex, percent, HTML entities,
/// backslash escapes (x and u), ROT13, reversal.
///
/// Bounded: two levels, at most sixteen spans a text, at most 16 KiB decoded from a span.
final class Decoders {
    /// A decoded span.
    ///
    /// @param text what was inside
    /// @param start where the encoded span begins in the outermost text
    /// @param end where it ends
    record Decoded(String text, int start, int end) {}

    private static final int DEPTH = 2;
    private static final int MOST_SPANS = 16;
    private static final int LONGEST = 16 * 1024;
    private static final int SHORTEST_BASE64 = 16;
    private static final int SHORTEST_HEX = 20;

    private Decoders() {}

    static List<Decoded> decode(String text) {
        List<Decoded> all = new ArrayList<>();
        decode(text, 0, text.length(), DEPTH, all);
        return all;
    }

    private static void decode(String text, int start, int end, int depth, List<Decoded> all) {
        List<Decoded> here = new ArrayList<>();
        runs(text, here);
        escapes(text, here);
        ciphers(text, here);
        boolean outermost = depth == DEPTH;
        for (Decoded decoded : here) {
            if (all.size() >= MOST_SPANS) {
                return;
            }
            Decoded placed = outermost ? decoded : new Decoded(decoded.text(), start, end);
            all.add(placed);
            if (depth > 1) {
                decode(placed.text(), placed.start(), placed.end(), depth - 1, all);
            }
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

    /// Runs of letters and digits that are Base64 or hex; a line end inside a long one is stepped
    /// over.
    private static void runs(String text, List<Decoded> here) {
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            if (!isBase64(text.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            StringBuilder run = null;
            while (i < text.length() && i - start < LONGEST) {
                char c = text.charAt(i);
                if (isBase64(c)) {
                    if (run != null) {
                        run.append(c);
                    }
                    i++;
                } else if (c == '\n' && i - start >= 40 && i + 1 < text.length() && isBase64(text.charAt(i + 1))) {
                    run = run == null ? new StringBuilder(text.substring(start, i)) : run;
                    i++;
                } else {
                    break;
                }
            }
            int end = i;
            while (i < text.length() && text.charAt(i) == '=') {
                i++;
            }
            if (end - start >= SHORTEST_BASE64) {
                String encoded = run == null ? text.substring(start, end) : run.toString();
                String decoded = unhex(encoded);
                decoded = decoded == null ? unbase64(encoded) : decoded;
                if (decoded != null) {
                    here.add(new Decoded(decoded, start, Math.max(end, i)));
                }
            }
        }
        spacedHex(text, here);
    }

    private static @Nullable String unbase64(String run) {
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

    private static @Nullable String unhex(String run) {
        if (run.length() < SHORTEST_HEX) {
            return null;
        }
        for (int i = 0; i < run.length(); i++) {
            if (Character.digit(run.charAt(i), 16) < 0) {
                return null;
            }
        }
        byte[] bytes = new byte[run.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(run, 2 * i, 2 * i + 2, 16);
        }
        return readable(bytes);
    }

    /// `49 67 6e 6f 72 65`, `0x49 0x67`, also binary octets.
    private static void spacedHex(String text, List<Decoded> here) {
        int i = 0;
        while (i < text.length() && here.size() < MOST_SPANS) {
            int start = i;
            StringBuilder bytes = new StringBuilder();
            int radix = 0;
            int last = i;
            while (i < text.length()) {
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
                while (i < text.length()
                        && i < last + 2
                        && (text.charAt(i) == ' ' || text.charAt(i) == ',' || text.charAt(i) == ':')) {
                    i++;
                }
                if (i == last) {
                    break;
                }
            }
            if (bytes.length() >= 8) {
                String decoded = readable(bytes.toString().getBytes(StandardCharsets.ISO_8859_1));
                if (decoded != null) {
                    here.add(new Decoded(decoded, start, last));
                }
            }
            i = Math.max(i, start + 1);
        }
    }

    /// The bytes as text, if that is what they are: UTF-8 and printable.
    private static @Nullable String readable(byte[] bytes) {
        int printable = 0;
        int letters = 0;
        for (byte b : bytes) {
            boolean text = (b >= 0x20 && b < 0x7f) || b == '\n' || b == '\t' || b == '\r' || b < 0;
            printable += text ? 1 : 0;
            letters += (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == ' ' ? 1 : 0;
        }
        return bytes.length >= 6 && printable * 20 >= bytes.length * 19 && letters * 10 >= bytes.length * 6
                ? new String(bytes, StandardCharsets.UTF_8)
                : null;
    }

    private static void escapes(String text, List<Decoded> here) {
        if (count(text, '%') >= 3) {
            add(text, percent(text), here);
        }
        if (count(text, '&') >= 4) {
            add(text, Entities.decode(text), here);
        }
        if (count(text, '\\') >= 3) {
            add(text, backslashes(text), here);
        }
    }

    private static int count(String text, char wanted) {
        int count = 0;
        for (int i = text.indexOf(wanted); i >= 0 && count < 8; i = text.indexOf(wanted, i + 1)) {
            count++;
        }
        return count;
    }

    private static void add(String text, String decoded, List<Decoded> here) {
        if (!decoded.equals(text)) {
            here.add(new Decoded(decoded, 0, text.length()));
        }
    }

    private static String percent(String text) {
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

    private static String backslashes(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int digits = 0;
            if (c == '\\' && i + 1 < text.length()) {
                digits = text.charAt(i + 1) == 'x' ? 2 : text.charAt(i + 1) == 'u' ? 4 : 0;
            }
            int value = digits == 0 || i + 2 + digits > text.length() ? -1 : 0;
            for (int k = 0; k < digits && value >= 0; k++) {
                int digit = Character.digit(text.charAt(i + 2 + k), 16);
                value = digit < 0 ? -1 : value * 16 + digit;
            }
            if (value > 0) {
                out.append((char) value);
                i += 2 + digits;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    /// ROT13 and reversal leave no shape to see: they are tried when the text talks of them.
    private static void ciphers(String text, List<Decoded> here) {
        if (text.length() > LONGEST) {
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("rot13") || lower.contains("rot 13") || lower.contains("rot-13")) {
            StringBuilder out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean small = c >= 'a' && c <= 'z';
                char base = small ? 'a' : 'A';
                out.append(small || (c >= 'A' && c <= 'Z') ? (char) (base + (c - base + 13) % 26) : c);
            }
            add(text, out.toString(), here);
        }
        if (lower.contains("revers")
                || lower.contains("backward")
                || lower.contains("envers")
                || lower.contains("inverse")) {
            add(text, new StringBuilder(text).reverse().toString(), here);
        }
    }
}
