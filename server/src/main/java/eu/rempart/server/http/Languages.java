package eu.rempart.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;

/// Which of our languages a client reads best. Thread-safe.
///
/// @param standard for clients that do not say, or read neither
record Languages(Locale standard) {

    private static final List<Locale> OURS = List.of(Locale.FRENCH, Locale.ENGLISH);
    private static final int MAX_HEADER_CHARS = 200;

    Locale of(HttpServletRequest request) {
        String header = request.getHeader("Accept-Language");
        if (header == null || header.isBlank() || header.length() > MAX_HEADER_CHARS) {
            return standard;
        }
        try {
            Locale best = Locale.lookup(LanguageRange.parse(header), OURS);
            return best == null ? standard : best;
        } catch (IllegalArgumentException e) {
            return standard;
        }
    }
}
