package eu.rempart.core.knowledge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/// The words of a language that carry grammar, not subject: no page is found by them, and a
/// language is told by them.
final class FunctionWords {
    private static final Map<Language, Set<String>> WORDS = readAll();

    private FunctionWords() {}

    /// The words, in lower case, without accents. Immutable.
    static Set<String> of(Language language) {
        return WORDS.getOrDefault(language, Set.of());
    }

    /// Lower case, accents and typographic apostrophes and spaces made plain.
    static String fold(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        StringBuilder folded = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (c >= '\u0300' && c <= '\u036f') {
                continue;
            }
            folded.append(
                    switch (c) {
                        case '\u2019', '\u2018', '\u02bc' -> '\'';
                        default -> Character.isSpaceChar(c) ? ' ' : c;
                    });
        }
        return folded.toString().toLowerCase(Locale.ROOT).replace("œ", "oe").replace("æ", "ae");
    }

    private static Map<Language, Set<String>> readAll() {
        Map<Language, Set<String>> words = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            words.put(language, read("function-words-" + language.code() + ".txt"));
        }
        return words;
    }

    private static Set<String> read(String name) {
        Set<String> words = new HashSet<>();
        try (InputStream in = FunctionWords.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    StringTokenizer tokens = new StringTokenizer(fold(line), " -");
                    while (tokens.hasMoreTokens()) {
                        words.add(tokens.nextToken());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
        return Set.copyOf(words);
    }
}
