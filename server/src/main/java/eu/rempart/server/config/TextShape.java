package eu.rempart.server.config;

import eu.rempart.core.upstream.ModelCatalogue;
import java.util.regex.Pattern;

/// What a text may consist of. Each expression is one character class with a bound, so that it
/// cannot backtrack.
enum TextShape {
    HOST("[A-Za-z0-9.:_-]{1,253}", "a host name or an IP address"),
    MODEL(ModelCatalogue.NAMES, "a model's name: letters, digits and . _ : / @ + -, at most 128"),
    LINE("[^\\p{Cntrl}]{1,100}", "1 to 100 characters on one line"),
    WORD("[A-Za-z0-9._-]{1,64}", "letters, digits and . _ -, at most 64"),
    SHA256("[0-9A-Fa-f]{64}", "a SHA-256: 64 hexadecimal digits");

    private final Pattern pattern;
    private final String meaning;

    TextShape(String regex, String meaning) {
        this.pattern = Pattern.compile(regex);
        this.meaning = meaning;
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }

    /// What a matching text is, as the end of a sentence.
    String meaning() {
        return meaning;
    }
}
