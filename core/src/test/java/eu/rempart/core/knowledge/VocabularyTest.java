package eu.rempart.core.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VocabularyTest {
    private final Vocabulary vocabulary = new Vocabulary(Set.of("password", "photo", "profil"));

    @ParameterizedTest
    @CsvSource({
        "pasword, password",
        "passsword, password",
        "pasworrd, password",
        "paswsord, password",
        "phtoo, photo",
        "profill, profil"
    })
    void aMisspeltWordFindsTheOneThatWasMeant(String typed, String meant) {
        assertThat(vocabulary.near(typed))
                .extracting(QuestionTerm.Spelling::term)
                .containsExactly(meant);
    }

    @ParameterizedTest
    @CsvSource({"poto", "hpoto", "phtooo", "pqsswrod1", "profession"})
    void aWordThatIsTooShortOrTooDifferentFindsNothing(String typed) {
        assertThat(vocabulary.near(typed)).isEmpty();
    }

    @Test
    void anOverlongWordIsNotCompared() {
        assertThat(new Vocabulary(Set.of("p".repeat(60))).near("p".repeat(60))).isEmpty();
    }
}
