package eu.rempart.guard.pii;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final PiiDetector DETECTOR = new PiiDetector();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jean-pierre martin | je m'appelle jean-pierre martin et",
                "marie-claire de la tour | je m'appelle marie-claire de la tour",
                "charles de gaulle | je m'appelle charles de gaulle",
                "ahmed ben salah | je m'appelle ahmed ben salah",
                "le goff yann | je m'appelle le goff yann",
                "velbrun tasquier | je m'appelle velbrun tasquier",
                "velbrun | my name is velbrun and",
                "O'Connor | Mrs. O'Connor called",
                "O'Brien | Mr O'Brien called",
                "d'Ormesson | M. d'Ormesson écrit",
                "Le Pen | Mme Le Pen est venue",
                "Le Goff | M. Le Goff est venu",
                "van der Berg | Mr. van der Berg called",
                "von der Leyen | Frau von der Leyen kommt",
                "de la Cruz | Sra. de la Cruz viene",
                "de villiers | monsieur de villiers est venu",
                "martin | mme martin est là",
                "dupont | bonjour m. dupont",
                "Jade | mon prénom c'est Jade",
                "lefèvre | mon nom de famille est lefèvre",
                "julie | moi c'est julie",
                "marie | bonjour marie",
                "john | i'm john",
                "paul | hier paul l'a aidé",
                "PIERRE | PIERRE EST TOMBÉ",
                "CLAIRE PETIT | CLAIRE PETIT",
                "Claire | J'ai vu Claire hier",
                "Nguyễn Văn An | avec Nguyễn Văn An hier"
            })
    void theWholeNameIsFound(String name, String text) {
        assertThat(DETECTOR.find(text))
                .filteredOn(m -> m.type() == PiiType.NAME)
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jenkins a planté",
                "Partita IVA",
                "Lieu-dit Kerlouan",
                "Monsieur le Président de la République",
                "Madame la Directrice et monsieur le maire",
                "le duc de Savoie et le président de la France",
                "Herr der Ringe ist gut",
                "la fonction s'appelle srt et le numéro de xyz",
                "the variable name is foobar",
                "5 m. de haut et 3 m de long",
                "bonjour et merci"
            })
    void wordsAreNoNames(String text) {
        assertThat(DETECTOR.find(text)).noneMatch(m -> m.type() == PiiType.NAME);
    }
}
