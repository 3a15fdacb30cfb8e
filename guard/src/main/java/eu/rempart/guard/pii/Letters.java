package eu.rempart.guard.pii;

/// Small questions about characters that the recognisers share.
final class Letters {
    private Letters() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlphanumeric(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2009';
    }

    static boolean isWordAt(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    /// Whether one of `words` (lower case) stands as a word within `reach` units before `at`.
    static boolean wordBefore(String text, int at, int reach, String... words) {
        int from = Math.max(0, at - reach);
        for (String word : words) {
            for (int i = at - word.length(); i >= from; i--) {
                if (text.regionMatches(true, i, word, 0, word.length())
                        && !isWordAt(text, i - 1)
                        && !isWordAt(text, i + word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean wordAfter(String text, int at, int reach, String... words) {
        int to = Math.min(text.length(), at + reach);
        for (String word : words) {
            for (int i = at; i + word.length() <= to; i++) {
                if (text.regionMatches(true, i, word, 0, word.length())
                        && !isWordAt(text, i - 1)
                        && !isWordAt(text, i + word.length())) {
                    return true;
                }
            }
        }
        return false;
    }
}
