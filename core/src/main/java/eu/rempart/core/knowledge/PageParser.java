package eu.rempart.core.knowledge;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Turns a page's text into an entry. Pages are written by people who edit help texts, so each
/// message says what to write.
final class PageParser {
    private static final String FENCE = "---\n";
    private static final Set<String> KEYS = Set.of("id", "title", "topic", "keywords", "questions", "updated");
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setLabel("front matter")
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(64 * 1024)
            .build();

    private PageParser() {}

    /// @throws IllegalArgumentException saying what is wrong, without the file's name
    static KnowledgeEntry parse(PagePath path, String page) {
        String text = page.replace("\r\n", "\n");
        int end = text.startsWith(FENCE) ? text.indexOf("\n" + FENCE, FENCE.length() - 1) : -1;
        if (end < 0) {
            throw new IllegalArgumentException("begins with a line ---, the front matter, and a second line ---");
        }
        Map<?, ?> matter = frontMatter(text.substring(FENCE.length(), end + 1));
        for (Object key : matter.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key);
            }
        }
        requireSame("id", path.id(), text(matter, "id"), "the file's name");
        requireSame("topic", path.topic(), text(matter, "topic"), "the folder's name");
        return new KnowledgeEntry(
                path.id(),
                path.language(),
                path.topic(),
                text(matter, "title"),
                texts(matter, "keywords"),
                texts(matter, "questions"),
                date(matter),
                text.substring(end + 1 + FENCE.length()).strip());
    }

    private static Map<?, ?> frontMatter(String yaml) {
        try {
            if (new Load(SETTINGS).loadFromString(yaml) instanceof Map<?, ?> map) {
                return map;
            }
            throw new IllegalArgumentException("the front matter is not a list of `key: value`");
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("the front matter is not YAML: " + e.getMessage(), e);
        }
    }

    private static String text(Map<?, ?> matter, String key) {
        if (matter.get(key) instanceof String text) {
            return text.strip();
        }
        throw new IllegalArgumentException(key + ": is missing or not a text");
    }

    private static List<String> texts(Map<?, ?> matter, String key) {
        if (!(matter.get(key) instanceof List<?> list)) {
            throw new IllegalArgumentException(key + ": is missing or not a list");
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw new IllegalArgumentException(key + ": put " + element + " in quotation marks");
            }
            texts.add(text.strip());
        }
        return texts;
    }

    private static LocalDate date(Map<?, ?> matter) {
        try {
            return LocalDate.parse(text(matter, "updated"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("updated: write a day as 2026-11-22", e);
        }
    }

    private static void requireSame(String key, String expected, String actual, String what) {
        if (!actual.equals(expected)) {
            throw new IllegalArgumentException(key + ": must be " + expected + ", as " + what);
        }
    }
}
