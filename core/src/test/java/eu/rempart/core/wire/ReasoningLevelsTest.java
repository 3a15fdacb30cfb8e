package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `reasoning_effort` in the words of each family of models.
class ReasoningLevelsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static ObjectNode translated(Dialect to, String effort) {
        ObjectNode chat = (ObjectNode) JSON.readTree("{\"messages\":[],\"reasoning_effort\":\"" + effort + "\"}");
        return Translations.request(Dialect.CHAT, to, chat);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-flash | none | {'thinkingBudget':0,'includeThoughts':false}",
                "gemini-2.5-flash | high | {'thinkingBudget':24576,'includeThoughts':true}",
                "gemini-2.5-pro | minimal | {'thinkingBudget':128,'includeThoughts':false}",
                "gemini-3-flash-preview | none | {'includeThoughts':false,'thinkingLevel':'minimal'}",
                "gemini-3-pro-preview | none | {'includeThoughts':false,'thinkingLevel':'low'}",
                "gemini-3-pro-preview | medium | {'includeThoughts':true,'thinkingLevel':'high'}",
                "gemini-3.1-pro | medium | {'includeThoughts':true,'thinkingLevel':'medium'}",
                "gemini-3.5-flash | low | {'includeThoughts':true,'thinkingLevel':'low'}",
                "gemini-3.5-flash | xhigh | {'includeThoughts':true,'thinkingLevel':'high'}",
                "gemini-2.0-flash | high | ",
            },
            quoteCharacter = '~')
    void gemini(String model, String effort, @Nullable String thinking) {
        ObjectNode request = translated(Dialect.GEMINI, effort);
        ReasoningLevels.fitGemini(request, model);
        assertThat(request.at("/generationConfig/thinkingConfig").toString())
                .isEqualTo(thinking == null ? "" : thinking.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-oss:20b, low, ~low~",
        "gpt-oss:20b, xhigh, ~high~",
        "library/gpt-oss, none, ~low~",
        "qwen3, medium, true",
        "qwen3, minimal, false"
    })
    void ollama(String model, String effort, String think) {
        ObjectNode request = translated(Dialect.OLLAMA, effort);
        ReasoningLevels.fitOllama(request, model);
        assertThat(request.path("think").toString()).isEqualTo(think.replace('~', '"'));
    }
}
