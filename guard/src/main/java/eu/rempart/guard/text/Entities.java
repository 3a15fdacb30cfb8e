package eu.rempart.guard.text;

import java.util.Locale;
import java.util.Map;

/// Decodes the character references of HTML that matter for recognising attacks: numeric ones and a
/// few names.
public final class Entities {
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("amp", "&"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("colon", ":"),
            Map.entry("lpar", "("),
            Map.entry("rpar", ")"),
            Map.entry("equals", "="),
            Map.entry("tab", "\t"),
            Map.entry("newline", "\n"),
            Map.entry("sol", "/"),
            Map.entry("shy", ""),
            Map.entry("zwj", ""),
            Map.entry("zwnj", ""));

    private Entities() {}

    /// The text with its references decoded once. References that are not known stay. Linear time.
    public static String decode(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = c == '&' ? one(text, i, out) : -1;
            if (end < 0) {
                out.append(c);
                i++;
            } else {
                i = end;
            }
        }
        return out.toString();
    }

    private static int one(String text, int at, StringBuilder out) {
        int limit = Math.min(text.length(), at + 16);
        if (at + 2 < limit && text.charAt(at + 1) == '#') {
            boolean hex = text.charAt(at + 2) == 'x' || text.charAt(at + 2) == 'X';
            int i = hex ? at + 3 : at + 2;
            int value = 0;
            int digits = 0;
            while (i < limit && Character.digit(text.charAt(i), hex ? 16 : 10) >= 0 && text.charAt(i) < 0x80) {
                value = Math.min(0x110000, value * (hex ? 16 : 10) + Character.digit(text.charAt(i), hex ? 16 : 10));
                digits++;
                i++;
            }
            if (digits == 0) {
                return -1;
            }
            if (value > 0x1f
                    && value < 0x110000
                    && !(value >= 0xd800 && value < 0xe000)
                    && value != 0xad
                    && value != 0x200b) {
                out.appendCodePoint(value);
            } else if (value == 9 || value == 10) {
                out.append((char) value);
            }
            return i < text.length() && text.charAt(i) == ';' ? i + 1 : i;
        }
        int i = at + 1;
        while (i < limit && Character.isLetter(text.charAt(i))) {
            i++;
        }
        if (i >= text.length() || text.charAt(i) != ';' || i == at + 1) {
            return -1;
        }
        String name = text.substring(at + 1, i);
        String value = NAMED.get(
                name.equals(name.toUpperCase(Locale.ROOT)) || name.equals("Tab") || name.equals("NewLine")
                        ? name.toLowerCase(Locale.ROOT)
                        : name);
        if (value == null) {
            return -1;
        }
        out.append(value);
        return i + 1;
    }
}
