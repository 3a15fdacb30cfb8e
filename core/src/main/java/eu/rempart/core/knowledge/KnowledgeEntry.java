package eu.rempart.core.knowledge;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/// One help page in one language. The same page in the other language has the same `id`.
///
/// @param id lower-case letters, digits and hyphens, at most 64; unique in its language
/// @param topic what the page belongs to, written like an id
/// @param title one line, not blank
/// @param keywords words and short phrases that people type, misspelt ones too; never empty
/// @param questions how people ask for this page; never empty
/// @param updated the day on which the text was last checked
/// @param markdown the page's text, not blank
public record KnowledgeEntry(
        String id,
        Language language,
        String topic,
        String title,
        List<String> keywords,
        List<String> questions,
        LocalDate updated,
        String markdown) {

    /// @throws IllegalArgumentException naming the part that is wrong
    public KnowledgeEntry {
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(updated, "updated");
        requireName("id", id);
        requireName("topic", topic);
        requireText("title", title);
        requireText("text", markdown);
        keywords = requireTexts("keywords", keywords);
        questions = requireTexts("questions", questions);
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 64
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    private static void requireName(String part, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    part + ": use lower-case letters, digits and hyphens, at most 64 of them");
        }
    }

    private static void requireText(String part, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(part + ": is empty");
        }
    }

    private static List<String> requireTexts(String part, List<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(part + ": give at least one");
        }
        texts.forEach(text -> requireText(part, text));
        return List.copyOf(texts);
    }
}
