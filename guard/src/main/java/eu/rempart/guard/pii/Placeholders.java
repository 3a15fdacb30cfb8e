package eu.rempart.guard.pii;

import eu.rempart.guard.text.FoldedLetters;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form of placeholders, and how models mangle it: `[EMAIL_1]`, `[ email 1 ]`, `\[EMAIL\_1\]`,
/// `［ＥＭＡＩＬ_1］`, `【TÉLÉPHONE_1】`, `[EMAIL_1 and`, `EMAIL_1`, `EMAIL_1]`.
///
/// Grammar: open, blanks, word, separators, digits, optionally separators and digits, blanks, close
/// of the same kind as the open. The close may be missing. The open may be missing where the rest is
/// written exactly as it was given out.
final class Placeholders {
    /// No placeholder, however mangled, is longer; a longer one is left alone.
    static final int LONGEST = 48;

    private static final int MOST_DIGITS = 6;
    private static final Map<String, PiiType> WORDS = words();
    private static final Map<String, PiiType> NAMES = names();
    private static final int LONGEST_NAME = 12;
    /// The ASCII characters with which a placeholder may begin.
    private static final boolean[] OPENS = new boolean[0x80];

    static {
        for (PiiType type : PiiType.values()) {
            OPENS[type.name().charAt(0)] = true;
        }
        OPENS['['] = true;
        OPENS['\\'] = true;
    }

    private Placeholders() {}

    private static Map<String, PiiType> names() {
        Map<String, PiiType> names = new HashMap<>();
        for (PiiType type : PiiType.values()) {
            names.put(type.name(), type);
        }
        return Map.copyOf(names);
    }

    private static Map<String, PiiType> words() {
        Map<String, PiiType> words = new HashMap<>();
        for (PiiType type : PiiType.values()) {
            words.put(type.name().toLowerCase(Locale.ROOT), type);
            for (String translation : type.translations()) {
                words.put(translation.toLowerCase(Locale.ROOT), type);
            }
        }
        return Map.copyOf(words);
    }

    /// What stands at a position.
    ///
    /// @param state whether it is a placeholder, could become one with more text, or neither
    /// @param end where it ends, when it is one
    /// @param key the placeholder in its plain form, when it is one, or when it is complete but for
    ///     the closing bracket
    record Reading(State state, int end, @Nullable String key) {
        static final Reading NONE = new Reading(State.NONE, 0, null);
        static final Reading PARTIAL = new Reading(State.PARTIAL, 0, null);
    }

    enum State {
        NONE,
        PARTIAL,
        WHOLE
    }

    static String key(PiiType type, int number, int variant) {
        return variant <= 1 ? "[" + type + "_" + number + "]" : "[" + type + "_" + number + "_" + variant + "]";
    }

    static boolean mayOpen(char c) {
        return c < 0x80 ? OPENS[c] : c == '［' || c == '【';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f';
    }

    private static boolean isSeparator(char c) {
        return c == '_' || c == '\\' || c == '-' || c == '＿' || isBlank(c);
    }

    private static int digit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= '０' && c <= '９' ? c - '０' : -1;
    }

    /// Reads what stands at `at`.
    ///
    /// @param before the character before it; a blank at the beginning of the text
    /// @param json whether the text is the inside of a JSON string, where backslashes are doubled
    static Reading read(CharSequence text, int at, char before, boolean json) {
        char open = text.charAt(at);
        return open >= 'A' && open <= 'Z' ? bare(text, at, before) : bracketed(text, at, json);
    }

    /// What stands before another placeholder may have been a part of something before that one took
    /// its place: it is no placeholder without its own bracket.
    private static boolean opensBracket(char c) {
        return c == '[' || c == '［' || c == '【' || c == '\\';
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '＿';
    }

    /// `EMAIL_1` without its bracket, exactly as it is given out otherwise.
    private static Reading bare(CharSequence text, int at, char before) {
        if (isWord(before) || before == ']') {
            return Reading.NONE;
        }
        int i = at;
        while (i < text.length() && i - at < LONGEST_NAME && text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
            i++;
        }
        if (i >= text.length()) {
            return beginsName(text.subSequence(at, i).toString()) ? Reading.PARTIAL : Reading.NONE;
        }
        PiiType type = text.charAt(i) == '_' ? NAMES.get(text.subSequence(at, i).toString()) : null;
        if (type == null) {
            return Reading.NONE;
        }
        int[] number = new int[1];
        int end = number(text, i + 1, text.length(), number);
        if (end >= text.length()) {
            boolean whole = end > i + 1 && number[0] > 0;
            return whole ? new Reading(State.PARTIAL, 0, key(type, number[0], 0)) : Reading.PARTIAL;
        }
        if (end <= i + 1 || number[0] == 0) {
            return Reading.NONE;
        }
        int variant = 0;
        if (text.charAt(end) == '_') {
            int[] second = new int[1];
            int stop = number(text, end + 1, text.length(), second);
            if (stop >= text.length()) {
                boolean whole = stop > end + 1 && second[0] > 1;
                return whole ? new Reading(State.PARTIAL, 0, key(type, number[0], second[0])) : Reading.PARTIAL;
            }
            if (stop <= end + 1 || second[0] < 2) {
                return Reading.NONE;
            }
            variant = second[0];
            end = stop;
        }
        if (isWord(text.charAt(end)) || opensBracket(text.charAt(end))) {
            return Reading.NONE;
        }
        return new Reading(State.WHOLE, text.charAt(end) == ']' ? end + 1 : end, key(type, number[0], variant));
    }

    private static boolean beginsName(String letters) {
        for (String name : NAMES.keySet()) {
            if (name.startsWith(letters)) {
                return true;
            }
        }
        return false;
    }

    private static Reading bracketed(CharSequence text, int at, boolean json) {
        int limit = Math.min(text.length(), at + LONGEST);
        boolean cut = limit == text.length();
        Reading undecided = cut ? Reading.PARTIAL : Reading.NONE;
        int i = at;
        char open = text.charAt(i);
        boolean escaped = open == '\\';
        if (escaped) {
            if (++i >= limit) {
                return undecided;
            }
            if (json && text.charAt(i) == '\\' && ++i >= limit) {
                return undecided;
            }
            if (text.charAt(i) != '[') {
                return Reading.NONE;
            }
            open = '[';
        }
        i++;
        i = blanks(text, i, limit);
        StringBuilder word = new StringBuilder();
        int wordStart = i;
        int separatorStart = -1;
        while (i < limit && digit(text.charAt(i)) < 0) {
            char c = text.charAt(i);
            char folded = FoldedLetters.of(c);
            if (folded >= 'a' && folded <= 'z') {
                word.append(folded);
                separatorStart = -1;
            } else if (isSeparator(c) && i > wordStart) {
                separatorStart = separatorStart < 0 ? i : separatorStart;
                if (i - separatorStart > 3) {
                    return Reading.NONE;
                }
            } else if (folded != FoldedLetters.NOTHING || i == wordStart) {
                return Reading.NONE;
            }
            i++;
        }
        if (i >= limit) {
            return undecided;
        }
        PiiType type = WORDS.get(word.toString());
        if (type == null) {
            return Reading.NONE;
        }
        int[] number = new int[1];
        i = number(text, i, limit, number);
        if (i < 0 || number[0] == 0) {
            return i >= limit ? undecided : Reading.NONE;
        }
        int first = number[0];
        int next = separatorEnd(text, i, limit, json);
        if (next >= limit) {
            return cut ? new Reading(State.PARTIAL, 0, key(type, first, 0)) : Reading.NONE;
        }
        if (next > i && digit(text.charAt(next)) >= 0) {
            int[] variant = new int[1];
            int end = number(text, next, limit, variant);
            if (end < 0 || variant[0] < 2) {
                return end >= limit ? undecided : Reading.NONE;
            }
            return finish(text, end, limit, cut, key(type, first, variant[0]), open, escaped);
        }
        // A bracket after separators stands where the number of a variant was: the text had more digits.
        if (next > i && opensBracket(text.charAt(next)) && text.charAt(next) != '\\') {
            return Reading.NONE;
        }
        return finish(text, i, limit, cut, key(type, first, 0), open, escaped);
    }

    /// After what may stand between a number and the number of a variant: `_`, `-` or a blank, alone or
    /// two of them, or one behind a backslash. At the limit more may follow.
    private static int separatorEnd(CharSequence text, int from, int limit, boolean json) {
        int i = from;
        while (i < limit && text.charAt(i) == '\\' && i - from < (json ? 2 : 1)) {
            i++;
        }
        int plain = i;
        while (i < limit && i - plain < 2 && isSeparator(text.charAt(i)) && text.charAt(i) != '\\') {
            i++;
        }
        return i == plain && i < limit ? from : i;
    }

    private static int blanks(CharSequence text, int from, int limit) {
        int i = from;
        while (i < limit && i - from < 3 && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int number(CharSequence text, int from, int limit, int[] value) {
        int i = from;
        while (i < limit && digit(text.charAt(i)) >= 0) {
            if (i - from == MOST_DIGITS) {
                return -1;
            }
            value[0] = value[0] * 10 + digit(text.charAt(i));
            i++;
        }
        return i;
    }

    private static Reading finish(
            CharSequence text, int from, int limit, boolean more, String key, char open, boolean escaped) {
        int i = blanks(text, from, limit);
        if (i >= limit) {
            return more ? new Reading(State.PARTIAL, 0, key) : Reading.NONE;
        }
        Reading unclosed = escaped || isWord(text.charAt(from)) || opensBracket(text.charAt(i))
                ? Reading.NONE
                : new Reading(State.WHOLE, from, key);
        char c = text.charAt(i);
        if (escaped && c != '\\') {
            return Reading.NONE;
        }
        for (int slashes = 0; escaped && slashes < 2 && c == '\\'; slashes++) {
            i++;
            if (i >= limit) {
                return more ? new Reading(State.PARTIAL, 0, key) : Reading.NONE;
            }
            c = text.charAt(i);
        }
        char close = open == '[' ? ']' : open == '［' ? '］' : '】';
        return c == close ? new Reading(State.WHOLE, i + 1, key) : unclosed;
    }
}
