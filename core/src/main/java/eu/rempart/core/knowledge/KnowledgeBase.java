package eu.rempart.core.knowledge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The help pages that the agents know, ready to be searched in French and English.
///
/// Immutable and thread-safe; blocks on nothing but the processor. Questions are data: they have
/// no query syntax, and only their first 2,000 characters and 64 distinct terms are looked at.
/// [#close] frees the index; nothing may be asked after.
public final class KnowledgeBase implements AutoCloseable {
    /// Under this confidence a page is not an answer. Set so that a question about something else
    /// all but never gets one, see the test that measures it.
    public static final double THRESHOLD = 0.3;

    private static final int MAX_QUESTION_CHARS = 2_000;
    private static final int MAX_QUESTION_TERMS = 64;
    private static final int MAX_MATCHES = 10;

    /// A second page is pointed to when its confidence is this close to the first one's.
    private static final double CLOSE = 0.2;

    // Built behind the start of the platform, which has other things to wait for; the first question
    // waits if it has to.
    private final Map<Language, CompletableFuture<PageIndex>> indexes = new EnumMap<>(Language.class);
    private final Map<Language, Map<String, KnowledgeEntry>> byId = new EnumMap<>(Language.class);
    private final Map<Language, List<String>> topics = new EnumMap<>(Language.class);
    private final AnswerTexts texts;

    private KnowledgeBase(Map<Language, List<KnowledgeEntry>> entries) {
        texts = AnswerTexts.load();
        entries.forEach((language, pages) -> {
            Set<String> names = new LinkedHashSet<>();
            Map<String, KnowledgeEntry> ids = new HashMap<>();
            for (KnowledgeEntry page : pages) {
                names.add(page.topic());
                ids.put(page.id(), page);
            }
            indexes.put(language, CompletableFuture.supplyAsync(() -> new PageIndex(language, pages)));
            byId.put(language, Map.copyOf(ids));
            topics.put(language, List.copyOf(names));
        });
    }

    /// Builds a base over the given pages. Returns at once: the index is built on other threads,
    /// and the first search waits for it.
    ///
    /// @throws InvalidKnowledgeException if two pages of one language have the same id
    public static KnowledgeBase load(Iterable<KnowledgeEntry> entries) {
        Map<Language, List<KnowledgeEntry>> byLanguage = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            byLanguage.put(language, new ArrayList<>());
        }
        Set<String> seen = new HashSet<>();
        List<String> problems = new ArrayList<>();
        for (KnowledgeEntry entry : entries) {
            String name = entry.language().code() + '/' + entry.id();
            if (!seen.add(name)) {
                problems.add(name + ": there are two pages with this id");
            }
            byLanguage.computeIfAbsent(entry.language(), _ -> new ArrayList<>()).add(entry);
        }
        if (!problems.isEmpty()) {
            throw new InvalidKnowledgeException(problems);
        }
        return new KnowledgeBase(byLanguage);
    }

    /// The pages that answer a question with at least [#THRESHOLD] confidence, the best first;
    /// empty where the base knows nothing about it. They are in the question's language where it
    /// can be told, else in the preferred one; a page that exists only in the other language comes
    /// in that.
    ///
    /// @param question any text, also empty
    /// @param max how many at most, from 1 to 10
    /// @throws IllegalArgumentException if `max` is out of range
    public List<Match> search(String question, Language preferred, int max) {
        if (max < 1 || max > MAX_MATCHES) {
            throw new IllegalArgumentException("max must be from 1 to " + MAX_MATCHES);
        }
        String head = head(question);
        return searchIn(head, Language.detect(head, preferred), max);
    }

    /// An answer that can be shown as it is: from the best page, or a greeting returned, or the
    /// admission that the base knows nothing about the question. It is in the language of the
    /// question where that can be told, else in the preferred one.
    ///
    /// @param question any text, also empty
    public PreparedAnswer compose(String question, Language preferred) {
        String head = head(question);
        Language language = Language.detect(head, preferred);
        List<String> known = topics.getOrDefault(language, List.of());
        Optional<SmallTalk> smallTalk = SmallTalk.of(head);
        if (smallTalk.isPresent()) {
            return texts.smallTalk(smallTalk.get(), language, known);
        }
        List<Match> matches = searchIn(head, language, 2);
        if (matches.isEmpty()) {
            return texts.nothingFound(language, known);
        }
        Match best = matches.getFirst();
        Optional<KnowledgeEntry> second = matches.stream()
                .skip(1)
                .filter(match -> best.confidence() - match.confidence() <= CLOSE)
                .map(Match::entry)
                .filter(entry -> !entry.topic().equals(best.entry().topic()))
                .findFirst();
        return texts.answer(best.entry(), second);
    }

    /// Frees the memory of the index.
    @Override
    public void close() {
        indexes.values().forEach(index -> index.join().close());
    }

    private List<Match> searchIn(String question, Language language, int max) {
        List<Match> matches = confident(question, language, max);
        // A bare "refund" tells no language, and a page may exist in one language only.
        return matches.isEmpty()
                ? confident(question, language.other(), max).stream()
                        .map(match -> translated(match, language))
                        .toList()
                : matches;
    }

    private List<Match> confident(String question, Language language, int max) {
        CompletableFuture<PageIndex> index = indexes.get(language);
        if (index == null) {
            return List.of();
        }
        return index.join().search(question, MAX_QUESTION_TERMS).stream()
                .filter(match -> match.confidence() >= THRESHOLD)
                .limit(max)
                .toList();
    }

    private Match translated(Match match, Language language) {
        KnowledgeEntry entry =
                byId.getOrDefault(language, Map.of()).getOrDefault(match.entry().id(), match.entry());
        return new Match(entry, match.confidence());
    }

    private static String head(String question) {
        if (question.length() <= MAX_QUESTION_CHARS) {
            return question;
        }
        int end = MAX_QUESTION_CHARS;
        return question.substring(0, Character.isHighSurrogate(question.charAt(end - 1)) ? end - 1 : end);
    }
}
