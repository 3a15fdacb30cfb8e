package eu.rempart.guard.pii;

/// Small questions about characters that the recognisers share.
final class Letters {
    private static final int FULL_WIDTH = 0xfee0;

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

    /// The same text with full-width letters, digits and signs (Unicode block FF00) as ASCII, unit for unit.
    static String halfWidth(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isFullWidth(text.charAt(i))) {
                char[] plain = text.toCharArray();
                for (int k = i; k < plain.length; k++) {
                    plain[k] = isFullWidth(plain[k]) ? (char) (plain[k] - FULL_WIDTH) : plain[k];
                }
                return new String(plain);
            }
        }
        return text;
    }

    private static boolean isFullWidth(char c) {
        return c >= '\uff01' && c <= '\uff5e';
    }

    static boolean isWordAt(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }
}
