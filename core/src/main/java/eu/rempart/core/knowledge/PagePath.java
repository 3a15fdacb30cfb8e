package eu.rempart.core.knowledge;

import java.util.List;

/// Where a page lies, and what that says about it.
record PagePath(Language language, String topic, String id) {

    /// @throws IllegalArgumentException if the path is not `fr|en/TOPIC/ID.md`; so no path leads
    ///     out of its root
    static PagePath of(String path) {
        List<String> parts = List.of(path.split("/", -1));
        if (parts.size() == 3 && parts.get(2).endsWith(".md")) {
            String id = parts.get(2).substring(0, parts.get(2).length() - ".md".length());
            for (Language language : Language.values()) {
                if (language.code().equals(parts.get(0))
                        && KnowledgeEntry.isName(parts.get(1))
                        && KnowledgeEntry.isName(id)) {
                    return new PagePath(language, parts.get(1), id);
                }
            }
        }
        throw new IllegalArgumentException("a page belongs at fr/TOPIC/ID.md or en/TOPIC/ID.md");
    }
}
