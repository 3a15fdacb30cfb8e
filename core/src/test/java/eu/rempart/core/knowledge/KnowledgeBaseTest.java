package eu.rempart.core.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KnowledgeBaseTest {
    private static KnowledgeBase base = KnowledgeBase.load(List.of());

    @BeforeAll
    @BeforeContainer
    static void load() {
        base = KnowledgeBase.load(KnowledgeFiles.read(ShippedPages.ROOT));
    }

    @AfterAll
    @AfterContainer
    static void close() {
        base.close();
    }

    @Test
    void anAnswerSaysThatItIsPreparedAndNamesItsSource() {
        PreparedAnswer answer = base.compose("Comment changer ma photo de profil ?", Language.ENGLISH);

        assertThat(answer.found()).isTrue();
        assertThat(answer.language()).isEqualTo(Language.FRENCH);
        assertThat(answer.sources())
                .first()
                .isEqualTo(new Source("profile-photo", "Ajouter ou changer sa photo de profil"));
        assertThat(answer.markdown())
                .startsWith("*Réponse préparée, tirée de nos fiches d’aide.")
                .contains("### Ajouter ou changer sa photo de profil", "**Profil › Photo**")
                .endsWith("*Source\u202f: fiche d’aide «\u202fAjouter ou changer sa photo de profil\u202f»,"
                        + " mise à jour le 22 novembre 2026.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Comment modifier mon profil ?",
                "Comment suivre mes candidatures ?",
                "Comment préparer un entretien ?",
                "Quelles données conservez-vous sur moi ?",
                "How do I edit my profile?",
                "How do I follow my applications?",
                "How do I prepare for an interview?",
                "What data do you keep about me?",
            })
    void whatThePageSuggestsAskingIsAnswered(String question) {
        assertThat(base.compose(question, Language.FRENCH).sources()).isNotEmpty();
    }

    @Test
    void anEnglishQuestionGetsAnEnglishAnswer() {
        PreparedAnswer answer = base.compose("How do I cancel my subscription?", Language.FRENCH);

        assertThat(answer.language()).isEqualTo(Language.ENGLISH);
        assertThat(answer.markdown()).contains("Prepared answer", "updated on 22 November 2026");
        assertThat(answer.sources()).extracting(Source::id).first().isEqualTo("cancel-subscription");
    }

    @Test
    void nothingFoundIsAdmittedWithTheKnownTopicsAndTheWayToAPerson() {
        PreparedAnswer answer = base.compose("Donne-moi une recette de tarte aux pommes", Language.ENGLISH);

        assertThat(answer.found()).isFalse();
        assertThat(answer.sources()).isEmpty();
        assertThat(answer.language()).isEqualTo(Language.FRENCH);
        assertThat(answer.markdown())
                .contains("Je n’ai pas trouvé", "- les entretiens d’embauche", "Aide › Nous contacter");
    }

    @Test
    void nothingIsFoundInEnglishEither() {
        PreparedAnswer answer = base.compose("How do I bake sourdough bread?", Language.FRENCH);

        assertThat(answer.found()).isFalse();
        assertThat(answer.markdown()).contains("I found no answer", "- job interviews", "Contact us");
    }

    @ParameterizedTest
    @CsvSource({
        "Bonjour !, FRENCH, Bonjour",
        "merci beaucoup, FRENCH, Avec plaisir",
        "Bonjour et merci, FRENCH, Avec plaisir",
        "au revoir, FRENCH, Au revoir",
        "aide, FRENCH, Posez-moi une question",
        "hello there, ENGLISH, Hello!",
        "thank you so much, ENGLISH, You are welcome",
        "good morning, ENGLISH, Hello!",
        "help, ENGLISH, Ask me a question"
    })
    void politenessIsReturned(String text, Language language, String reply) {
        PreparedAnswer answer = base.compose(text, language);

        assertThat(answer.found()).isTrue();
        assertThat(answer.sources()).isEmpty();
        assertThat(answer.markdown()).contains(reply).contains("\n- ");
    }

    @Test
    void aGreetingBeforeAQuestionDoesNotHideTheQuestion() {
        assertThat(base.compose("Bonjour, j'ai oublié mon mot de passe, merci", Language.FRENCH))
                .extracting(answer -> answer.sources().getFirst().id())
                .isEqualTo("reset-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "?!…",
                "est-ce que je peux faire ça avec vous et comment",
                "what can I do with this and how would you do it",
                "le la les de du des"
            })
    void wordsWithoutASubjectMatchNothing(String text) {
        assertThat(base.search(text, Language.FRENCH, 5)).isEmpty();
        assertThat(base.search(text, Language.ENGLISH, 5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title:photo^99",
                "*:*",
                "[* TO *]",
                "+photo -profil",
                "(((",
                "\"",
                "a AND OR NOT",
                "\\",
                "/.*/",
                "photo~2"
            })
    void querySyntaxIsOnlyText(String text) {
        assertThatCode(() -> base.search(text, Language.FRENCH, 5)).doesNotThrowAnyException();
        assertThat(base.search("*:*", Language.FRENCH, 5)).isEmpty();
    }

    @Test
    void accentsDoNotMatter() {
        assertThat(base.search("resilier mon abonnement", Language.FRENCH, 1))
                .isEqualTo(base.search("résilier mon abonnement", Language.FRENCH, 1))
                .isNotEmpty();
    }

    @Test
    void narrowSpacesDoNotGlueWordsTogether() {
        assertThat(base.search("Comment «\u202frésilier\u202f» l’abonnement\u202f?", Language.FRENCH, 1))
                .extracting(match -> match.entry().id())
                .containsExactly("cancel-subscription");
    }

    @Test
    void aWordThatTellsNoLanguageIsFoundInTheOtherAndAnsweredInThePreferred() {
        assertThat(base.compose("auto-renew cancellation", Language.FRENCH).sources())
                .extracting(Source::id)
                .contains("cancel-subscription");
    }

    @Test
    void onlyTheFirstTwoThousandCharactersAreRead() {
        String far = "xyzzy ".repeat(400) + "photo de profil";

        assertThat(base.search(far, Language.FRENCH, 1)).isEmpty();
        assertThat(base.search("photo de profil " + "\ud83d\ude00".repeat(5_000), Language.FRENCH, 1))
                .isNotEmpty();
    }

    @Test
    void confidencesAreProbabilitiesInFallingOrder() {
        List<Match> matches = base.search("entretien avec un recruteur", Language.FRENCH, 10);

        assertThat(matches)
                .allSatisfy(match -> assertThat(match.confidence()).isBetween(KnowledgeBase.THRESHOLD, 1.0))
                .isSortedAccordingTo((a, b) -> Double.compare(b.confidence(), a.confidence()));
    }

    @Test
    void moreThanTenMatchesAreNotGiven() {
        assertThatThrownBy(() -> base.search("photo", Language.FRENCH, 11))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> base.search("photo", Language.FRENCH, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCloseSecondPageOfAnotherTopicIsPointedTo() {
        try (KnowledgeBase small = KnowledgeBase.load(List.of(
                page("blue", "colours", "Blue paint"),
                page("azure", "skies", "Blue paint above"),
                page("loud", "sounds", "Trumpets"),
                page("quiet", "sounds", "Whispers")))) {
            PreparedAnswer answer = small.compose("which blue paint", Language.ENGLISH);

            assertThat(answer.sources()).extracting(Source::id).containsExactly("blue", "azure");
            assertThat(answer.markdown()).contains("See also", "Blue paint above");
        }
    }

    @Test
    void twoPagesWithOneIdAreRefused() {
        assertThatThrownBy(() -> KnowledgeBase.load(List.of(page("a", "t", "One"), page("a", "t", "Two"))))
                .isInstanceOf(InvalidKnowledgeException.class)
                .hasMessageContaining("en/a");
    }

    @Test
    void anEmptyBaseKnowsNothing() {
        try (KnowledgeBase empty = KnowledgeBase.load(List.of())) {
            assertThat(empty.search("photo", Language.FRENCH, 1)).isEmpty();
            assertThat(empty.compose("photo", Language.FRENCH).found()).isFalse();
        }
    }

    @Test
    void manyThreadsGetTheSameAnswers() throws Exception {
        PreparedAnswer expected = base.compose("forgot my pasword", Language.ENGLISH);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PreparedAnswer>> answers = IntStream.range(0, 200)
                    .mapToObj(_ -> threads.submit(() -> base.compose("forgot my pasword", Language.ENGLISH)))
                    .toList();
            for (Future<PreparedAnswer> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
        assertThat(expected.sources()).extracting(Source::id).first().isEqualTo("reset-password");
    }

    @Property(tries = 300)
    void anyTextGetsAnAnswer(@ForAll @StringLength(max = 3_000) String text) {
        assertThat(base.compose(text, Language.FRENCH).markdown()).isNotBlank();
    }

    private static KnowledgeEntry page(String id, String topic, String title) {
        return new KnowledgeEntry(
                id,
                Language.ENGLISH,
                topic,
                title,
                List.of(title),
                List.of(title),
                LocalDate.of(2026, 11, 22),
                "Text.");
    }
}
