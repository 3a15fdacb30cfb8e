package eu.rempart.core.knowledge;

import java.util.Locale;

/// A language in which the platform speaks to people.
public enum Language {
    FRENCH("fr", Locale.FRENCH),
    ENGLISH("en", Locale.ENGLISH);

    private final String code;
    private final Locale locale;

    Language(String code, Locale locale) {
        this.code = code;
        this.locale = locale;
    }

    /// The language's ISO 639-1 code, in lower case.
    public String code() {
        return code;
    }

    /// The locale for dates and numbers in texts of this language.
    public Locale locale() {
        return locale;
    }

    /// The language in which a text is written, told by its function words, its accents and
    /// elisions, and, where these say nothing, by how its words end. Looks at the first 2,000
    /// characters only. Never fails.
    ///
    /// @param text any text, also empty
    /// @param fallback the answer where the text does not tell, as in "CV PDF"
    public static Language detect(String text, Language fallback) {
        return LanguageDetector.detect(text, fallback);
    }

    Language other() {
        return this == FRENCH ? ENGLISH : FRENCH;
    }
}
