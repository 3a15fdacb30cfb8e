package eu.rempart.core.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Measures how often the base finds the right page, and how often it answers what it should not.
final class SearchQualityTest {
    private static final Pattern BAR = Pattern.compile(" \\| ");

    private static KnowledgeBase base = KnowledgeBase.load(List.of());

    private record Asked(List<String> ids, Language language, String question) {}

    @BeforeAll
    static void load() {
        base.close();
        base = KnowledgeBase.load(KnowledgeFiles.read(ShippedPages.ROOT));
    }

    @AfterAll
    static void close() {
        base.close();
    }

    @Test
    void nineQuestionsOutOfTenGetTheRightPageAndHardlyAnyAWrongOne() throws IOException {
        List<Asked> asked = read("questions-on-topic.txt");
        List<String> missed = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Asked one : asked) {
            List<Match> matches = base.search(one.question(), one.language(), 1);
            if (matches.isEmpty()) {
                missed.add(one.question());
            } else if (!one.ids().contains(matches.getFirst().entry().id())) {
                wrong.add(one.question() + " -> " + matches.getFirst());
            }
        }
        assertThat(asked).hasSizeGreaterThan(150);
        assertThat(missed.size() + wrong.size())
                .as("missed %s%nwrong %s", missed, wrong)
                .isLessThanOrEqualTo(asked.size() / 10);
        assertThat(wrong).hasSizeLessThanOrEqualTo(asked.size() * 3 / 100);
    }

    @Test
    void hardlyAnyQuestionAboutSomethingElseIsAnswered() throws IOException {
        List<Asked> asked = read("questions-off-topic.txt");
        List<String> answered = new ArrayList<>();
        for (Asked one : asked) {
            for (Match match : base.search(one.question(), one.language(), 1)) {
                answered.add(one.question() + " -> " + match.entry().id() + " " + match.confidence());
            }
        }
        assertThat(asked).hasSizeGreaterThan(90);
        assertThat(answered).hasSizeLessThanOrEqualTo(asked.size() * 3 / 100);
    }

    @Test
    void theLanguageOfNearlyEveryQuestionIsToldWithoutAHint() throws IOException {
        List<Asked> asked = new ArrayList<>(read("questions-on-topic.txt"));
        asked.addAll(read("questions-off-topic.txt"));
        List<String> wrong = new ArrayList<>();
        for (Asked one : asked) {
            if (Language.detect(one.question(), one.language().other()) != one.language()) {
                wrong.add(one.question());
            }
        }
        assertThat(wrong).hasSizeLessThanOrEqualTo(asked.size() * 4 / 100);
    }

    private static List<Asked> read(String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SearchQualityTest.class.getResourceAsStream(name)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(SearchQualityTest::parse)
                    .toList();
        }
    }

    private static Asked parse(String line) {
        List<String> parts = Arrays.asList(BAR.split(line));
        String language = parts.get(parts.size() - 2);
        return new Asked(
                parts.size() == 3 ? Arrays.asList(parts.getFirst().split(",", -1)) : List.of(),
                language.equals("fr") ? Language.FRENCH : Language.ENGLISH,
                parts.getLast());
    }
}
