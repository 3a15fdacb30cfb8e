package eu.rempart.guard.pii;

import eu.rempart.guard.text.WordTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What is known of words that are names, or stand around them. Immutable and thread-safe.
final class NameWords {
    /// A first name of several countries.
    static final int KNOWN = 1;

    /// A first name of one country.
    static final int RARE = 2;

    /// A first name that is also a word or a place.
    static final int WORD = 4;

    static final int FIRST = KNOWN | RARE | WORD;

    /// A family name.
    static final int LAST = 8;

    /// A family name that is also a word.
    static final int LAST_WORD = 16;

    static final int TITLE = 32;
    static final int PARTICLE = 64;
    static final int STOP = 128;
    static final int BEFORE_PLACE = 256;
    static final int GREETING = 512;
    static final int VERB = 1024;
    static final int ARTICLE = 2048;

    /// A family name that is better known as a company.
    static final int BRAND = 4096;

    /// An ordinary word, a country, a language or a product.
    static final int COMMON = 8192;

    /// What a person does for a living.
    static final int JOB = 16384;

    /// What a person is to somebody.
    static final int RELATION = 32768;

    /// Whose.
    static final int MINE = 65536;

    /// What nobody but a person does.
    static final int SPEECH = 131072;

    private static final Map<String, Integer> SECTIONS = Map.ofEntries(
            Map.entry("known", KNOWN),
            Map.entry("rare", RARE),
            Map.entry("word", WORD),
            Map.entry("last", LAST),
            Map.entry("lastword", LAST_WORD),
            Map.entry("title", TITLE),
            Map.entry("particle", PARTICLE),
            Map.entry("stop", STOP),
            Map.entry("before-place", BEFORE_PLACE),
            Map.entry("greeting", GREETING),
            Map.entry("verb", VERB),
            Map.entry("article", ARTICLE),
            Map.entry("brand", BRAND),
            Map.entry("common", COMMON),
            Map.entry("job", JOB),
            Map.entry("relation", RELATION),
            Map.entry("mine", MINE),
            Map.entry("speech", SPEECH));

    private final WordTable table;

    /// Apart, since it is asked about few words and would crowd the other.
    private final WordTable common;

    private NameWords(WordTable table, WordTable common) {
        this.table = table;
        this.common = common;
    }

    static NameWords load() {
        Map<String, Integer> words = new HashMap<>();
        read("names.txt", words);
        read("name-context.txt", words);
        Map<String, Integer> common = new HashMap<>();
        read("name-look-alikes.txt", common);
        return new NameWords(new WordTable(words), new WordTable(common));
    }

    private static void read(String resource, Map<String, Integer> words) {
        try (InputStream in = NameWords.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the library: " + resource);
            }
            int flag = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("#")) {
                    continue;
                }
                Integer section = SECTIONS.get(line);
                if (section != null) {
                    flag = section;
                } else {
                    for (String word : line.split(" ", -1)) {
                        words.merge(word, flag, (a, b) -> a | b);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be read: " + resource, e);
        }
    }

    int flags(long hash) {
        return table.flags(hash);
    }

    /// [#COMMON] or 0.
    int common(long hash) {
        return common.flags(hash);
    }
}
