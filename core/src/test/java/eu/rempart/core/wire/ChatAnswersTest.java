package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatAnswersTest {

    @Test
    void theFirstPieceSaysWhoSpeaksAndNoOther() {
        ChatAnswers answers = new ChatAnswers("knowledge");
        assertThat(answers.piece("a").data().at("/choices/0/delta"))
                .hasToString("{\"role\":\"assistant\",\"content\":\"a\"}");
        assertThat(answers.piece("b").data().at("/choices/0/delta")).hasToString("{\"content\":\"b\"}");
    }
}
