package eu.rempart.server.config;

/// What of an operator's text may appear in an error: short, on one line, and nothing that could be
/// a key put in the wrong place.
final class Shown {
    private static final int LONGEST_VALUE = 32;
    private static final int LONGEST_TEXT = 80;

    private Shown() {}

    /// A value in quotes, or "the value" if it is long or looks like a secret.
    static String value(String text) {
        boolean suspicious = text.length() > LONGEST_VALUE || text.contains("sk-") || text.contains("@");
        return suspicious ? "the value" : "\"" + plain(text) + "\"";
    }

    /// A key or a parser's message, shortened and without control characters.
    static String plain(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        if (line.contains("sk-")) {
            return "(hidden)";
        }
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
