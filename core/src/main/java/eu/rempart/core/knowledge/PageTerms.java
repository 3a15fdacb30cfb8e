package eu.rempart.core.knowledge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An entry's terms.
///
/// @param fields the terms of each field of the index, in their order
/// @param subject what the page is about: the terms of its title, questions and keywords
/// @param mentioned the terms of its text
/// @param questions the distinct terms of each sample question, and of the title
/// @param keywords the distinct terms of each keyword
record PageTerms(
        KnowledgeEntry entry,
        Map<String, List<String>> fields,
        Set<String> subject,
        Set<String> mentioned,
        List<Set<String>> questions,
        List<Set<String>> keywords) {

    static final String TITLE = "title";
    static final String QUESTIONS = "questions";
    static final String KEYWORDS = "keywords";
    static final String TEXT = "text";

    static PageTerms of(KnowledgeEntry entry, LanguageAnalyzer analyzer) {
        List<String> title = analyzer.allTerms(entry.title());
        List<List<String>> questions =
                entry.questions().stream().map(analyzer::allTerms).toList();
        List<List<String>> keywords =
                entry.keywords().stream().map(analyzer::allTerms).toList();
        List<String> text = analyzer.allTerms(entry.markdown());
        List<List<String>> asked = new ArrayList<>(questions);
        asked.add(title);
        Set<String> subject = new HashSet<>();
        asked.forEach(subject::addAll);
        keywords.forEach(subject::addAll);
        return new PageTerms(
                entry,
                Map.of(TITLE, title, QUESTIONS, joined(questions), KEYWORDS, joined(keywords), TEXT, text),
                Set.copyOf(subject),
                Set.copyOf(text),
                sets(asked),
                sets(keywords));
    }

    private static List<String> joined(List<List<String>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private static List<Set<String>> sets(List<List<String>> lists) {
        return lists.stream().filter(list -> !list.isEmpty()).map(Set::copyOf).toList();
    }
}
