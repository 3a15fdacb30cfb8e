package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.pipeline.Refusal;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems(new Languages(Locale.FRENCH));

    /// A colon has a space before it in French, at which no line breaks, and none in English.
    @Test
    void aFieldIsFollowedByTheColonOfTheLanguage() {
        Refusal refusal = Refusal.invalid("model", "missing");
        assertThat(problems.detail(refusal, Locale.FRENCH)).endsWith(" model\u00a0: Champ obligatoire.");
        assertThat(problems.detail(refusal, Locale.ENGLISH)).endsWith(" model: Required field.");
    }
}
