package eu.rempart.guard.text;

/// Folds what is repeated to fill space: long runs of one character, and long gaps of blank lines.
final class Repetitions {
    private static final int LONGEST_RUN = 10;
    private static final int FOLDED_RUN = 3;
    private static final int MOST_BLANK_LINES = 3;

    private Repetitions() {}

    static String fold(String text) {
        if (!hasWork(text)) {
            return text;
        }
        CodeRegions code = CodeRegions.of(text);
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int size = Character.charCount(c);
            int end = i + size;
            while (end + size <= text.length() && text.codePointAt(end) == c) {
                end += size;
            }
            int run = (end - i) / size;
            if (c == '\n') {
                i = newlines(text, i, out, code);
                continue;
            }
            int kept = run > LONGEST_RUN && folds(c) && !code.contains(i) ? FOLDED_RUN : run;
            for (int k = 0; k < kept; k++) {
                out.appendCodePoint(c);
            }
            i = end;
        }
        return out.toString();
    }

    /// Digits stay: a long run of zeros may be part of an account number.
    private static boolean folds(int c) {
        return !Character.isDigit(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != '`';
    }

    /// Copies one gap of lines that are empty or hold blanks only; returns where the next text
    /// begins.
    private static int newlines(String text, int from, StringBuilder out, CodeRegions code) {
        int lines = 0;
        int lastLine = from;
        int at = from;
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            if (text.charAt(at) == '\n') {
                lines++;
                lastLine = at;
            }
            at++;
        }
        if (lines > MOST_BLANK_LINES + 1 && !code.contains(from)) {
            out.append("\n\n\n");
        } else {
            out.append(text, from, lastLine + 1);
        }
        // The indentation of the next line is not ours to change.
        out.append(text, lastLine + 1, at);
        return at;
    }

    private static boolean hasWork(String text) {
        int run = 1;
        int lines = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            run = c == text.charAt(i - 1) || (i > 1 && c == text.charAt(i - 2) && Character.isSurrogate(c))
                    ? run + 1
                    : 1;
            if (run > LONGEST_RUN) {
                return true;
            }
            if (c == '\n') {
                lines++;
            } else if (c != ' ' && c != '\t') {
                lines = 0;
            }
            if (lines > MOST_BLANK_LINES) {
                return true;
            }
        }
        return false;
    }
}
