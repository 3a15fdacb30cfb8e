package eu.rempart.core.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
          Comment changer ma photo ?                          | FRENCH
          je veux resilier                                    | FRENCH
          mot de passe oublié                                 | FRENCH
          j'arrive plus à me connecter                        | FRENCH
          How do I change my photo?                           | ENGLISH
          forgot my pasword                                   | ENGLISH
          password reset                                      | ENGLISH
          I can't log in                                      | ENGLISH
          Le message « forbidden » s'affiche quand je clique  | FRENCH
          hello                                               | ENGLISH
          Hello, comment changer ma photo ?                   | FRENCH
          The page says "accès refusé" when I click on it     | ENGLISH
          """)
    void aTextTellsItsLanguageWhateverIsPreferred(String text, Language language) {
        assertThat(Language.detect(text, language.other())).isEqualTo(language);
    }

    @Test
    void aTextThatTellsNothingIsInThePreferredLanguage() {
        assertThat(Language.detect("CV PDF", Language.FRENCH)).isEqualTo(Language.FRENCH);
        assertThat(Language.detect("CV PDF", Language.ENGLISH)).isEqualTo(Language.ENGLISH);
        assertThat(Language.detect("", Language.ENGLISH)).isEqualTo(Language.ENGLISH);
    }
}
