package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of a model's reasoning between the formats.
class ReasoningTranslationsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode chat(String more) {
        return tree("{'model':'m','messages':[{'role':'user','content':'x'}]," + more + "}");
    }

    @Test
    void anthropicDoesNotReasonOverTheResultOfAToolWithoutItsSignedReasoning() {
        String asking = "{'model':'m','reasoning_effort':'high','messages':[{'role':'user','content':'x'},"
                + "{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'c','content':'1'}%s]}";
        for (String more : List.of("", ",{'role':'user','content':'y'}")) {
            assertThat(Translations.request(Dialect.CHAT, Dialect.MESSAGES, tree(asking.formatted(more)))
                            .has("thinking"))
                    .isFalse();
        }
        assertThat(Translations.request(
                                Dialect.CHAT,
                                Dialect.MESSAGES,
                                tree(asking.formatted(
                                        ",{'role':'assistant','content':'1'},{'role':'user','content':'y'}")))
                        .has("thinking"))
                .isTrue();
    }

    @Test
    void geminiTellsItsThoughtsWhereReasoningIsAskedFor() {
        for (String effort : List.of("low", "medium", "high")) {
            assertThat(thinking(effort).path("includeThoughts").asBoolean()).isTrue();
        }
        assertThat(thinking("none").path("includeThoughts").asBoolean()).isFalse();
    }

    private static JsonNode thinking(String effort) {
        return Translations.request(Dialect.CHAT, Dialect.GEMINI, chat("'reasoning_effort':'" + effort + "'"))
                .path("generationConfig")
                .path("thinkingConfig");
    }

    @Test
    void theSignatureOfGeminisCallComesBackWithIt() {
        String answer = "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':{}},"
                + "'thoughtSignature':'c2ln'}]},'finishReason':'STOP'}]}";
        JsonNode whole = Translations.answer(Dialect.GEMINI, Dialect.CHAT)
                .whole(tree(answer))
                .path("choices")
                .path(0)
                .path("message");
        JsonNode streamed = Translations.answer(Dialect.GEMINI, Dialect.CHAT)
                .next(Frame.of(tree(answer)))
                .getFirst()
                .data()
                .path("choices")
                .path(0)
                .path("delta");
        for (JsonNode message : List.of(whole, streamed)) {
            ObjectNode next = tree("{'model':'m','messages':[{'role':'assistant'}]}");
            ((ObjectNode) next.path("messages").path(0)).set("tool_calls", message.path("tool_calls"));
            assertThat(Translations.request(Dialect.CHAT, Dialect.GEMINI, next)
                            .at("/contents/0/parts/0/thoughtSignature")
                            .asString())
                    .isEqualTo("c2ln");
        }
    }

    @Test
    void aSignatureIsNoText() {
        String signature = "CikBcsjafN0Yv3BH9k1".repeat(20);
        RequestTexts texts = RequestTexts.of(
                Dialect.CHAT,
                tree("{'model':'m','messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'},'extra_content':{'google':{'thought_signature':'"
                        + signature + "'}}}]}]}"));
        assertThat(texts.slots()).noneMatch(slot -> slot.text().contains(signature));
    }

    @Test
    void aServersOwnFieldForReasoningIsTold() {
        for (String message : List.of(
                "{'content':'4','reasoning':'2 and 2'}",
                "{'content':'4','reasoning_content':'2 and 2'}",
                "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'2 and 2'}]},{'type':'text','text':'4'}]}")) {
            ObjectNode answer = tree("{'choices':[{'index':0,'finish_reason':'stop','message':" + message + "}]}");
            for (Dialect to : List.of(Dialect.MESSAGES, Dialect.RESPONSES)) {
                Answers.Answer read =
                        Readings.whole(to, Translations.answer(Dialect.CHAT, to).whole(answer.deepCopy()));
                assertThat(read.reasoning()).isEqualTo("2 and 2");
                assertThat(read.text()).isEqualTo("4");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "MESSAGES", "OLLAMA", "GEMINI"})
    void everyEventOfTranslatedResponsesIsNumbered(Dialect from) {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.RESPONSES, UnknownPiecesTest.PASSES, false);
        List<Frame> shown = new ArrayList<>();
        Answers.Answer answer = Answers.Answer.calling("I ask.", new Answers.Call("clock", "{\"zone\":\"x\"}"))
                .thinking("Hm.");
        Readings.translated(Translations.answer(from, Dialect.RESPONSES), Answers.stream(from, answer))
                .forEach(frame -> shown.addAll(rewriter.next(frame)));
        shown.addAll(rewriter.end());
        assertThat(shown).hasSizeGreaterThan(10);
        for (int i = 0; i < shown.size(); i++) {
            assertThat(shown.get(i).data().path("sequence_number").asInt(-1)).isEqualTo(i);
        }
    }
}
