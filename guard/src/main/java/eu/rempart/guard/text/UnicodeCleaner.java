package eu.rempart.guard.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.Set;

/// Removes what a reader cannot see, and nothing else: controls, bidi marks, zero-width and tag
/// characters.
final class UnicodeCleaner {
    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;

    /// More marks than this on one letter are decoration ("zalgo"), and cost time in every later
    /// step.
    private static final int MOST_MARKS = 8;

    private static final Set<Integer> JOINING_SCRIPTS = Set.of(
            UScript.ARABIC,
            UScript.SYRIAC,
            UScript.MONGOLIAN,
            UScript.DEVANAGARI,
            UScript.BENGALI,
            UScript.GURMUKHI,
            UScript.GUJARATI,
            UScript.ORIYA,
            UScript.TAMIL,
            UScript.TELUGU,
            UScript.KANNADA,
            UScript.MALAYALAM,
            UScript.SINHALA,
            UScript.MYANMAR,
            UScript.KHMER);

    private UnicodeCleaner() {}

    static String clean(String text) {
        int first = firstSuspect(text);
        if (first == text.length()) {
            return text;
        }
        // The unit before the suspect may be the base that decides about it.
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, first);
        int marks = 0;
        int i = first;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int size = Character.charCount(c);
            int after = i + size < text.length() ? text.codePointAt(i + size) : -1;
            i += size;
            if (c == '\r') {
                if (after != '\n') {
                    out.append('\n');
                }
            } else if (c == 0x85 || c == 0x2028 || c == 0x2029) {
                out.append('\n');
            } else if (size == 1 && Character.isSurrogate((char) c)) {
                out.append('\uFFFD');
            } else if (c >= 0x300 && isMark(c) && !isIgnorable(c)) {
                if (marks < MOST_MARKS) {
                    out.appendCodePoint(c);
                }
                marks++;
                continue;
            } else if (keeps(c, out, after)) {
                out.appendCodePoint(c);
            } else {
                // What is dropped must not reset the count of marks, or the second pass would see another
                // count.
                continue;
            }
            marks = 0;
        }
        return out.toString();
    }

    private static int firstSuspect(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 ? c != '\n' && c != '\t' : c >= 0x7f && (c < 0xa0 || c == 0xad || c >= 0x300)) {
                return i;
            }
        }
        return text.length();
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isIgnorable(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    private static boolean keeps(int c, StringBuilder before, int after) {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            return c == '\n' || c == '\t';
        }
        if (c < 0x300) {
            return c != 0xad;
        }
        if (c == 0x2800 || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) {
            return false;
        }
        if (c == ZWJ || c == ZWNJ) {
            return joins(c, before, after);
        }
        if (c == 0xfe0e || c == 0xfe0f) {
            int base = before.isEmpty() ? -1 : before.codePointBefore(before.length());
            return base > 0x7f
                    ? UCharacter.hasBinaryProperty(base, UProperty.EMOJI)
                    : after == 0x20e3 && isKeycap(base);
        }
        if (c >= 0xfff9 && c <= 0xfffb) {
            return false;
        }
        return !isIgnorable(c);
    }

    private static boolean isKeycap(int base) {
        return (base >= '0' && base <= '9') || base == '#' || base == '*';
    }

    private static boolean joins(int c, StringBuilder before, int after) {
        if (before.isEmpty() || after < 0) {
            return false;
        }
        int base = before.codePointBefore(before.length());
        if (base < 0x80 || after < 0x80) {
            return false;
        }
        if (Character.isLetter(after) && JOINING_SCRIPTS.contains(UScript.getScript(base))) {
            return !isIgnorable(after) && UScript.getScript(after) == UScript.getScript(base);
        }
        return c == ZWJ
                && (base == 0xfe0f
                        || UCharacter.hasBinaryProperty(base, UProperty.EXTENDED_PICTOGRAPHIC)
                        || UCharacter.hasBinaryProperty(base, UProperty.EMOJI_MODIFIER))
                && UCharacter.hasBinaryProperty(after, UProperty.EXTENDED_PICTOGRAPHIC);
    }
}
