package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What each feature of a request becomes in the other formats.
class RequestTranslationsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String CONVERSATION = """
            {"model": "m", "max_tokens": 9, "temperature": 1.5, "top_p": 0.5, "stop": "END", "seed": 3,
             "messages": [
               {"role": "system", "content": "Be brief."},
               {"role": "user", "content": [{"type": "text", "text": "Look"},
                 {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
               {"role": "assistant", "content": null, "tool_calls": [
                 {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\":1}"}},
                 {"id": "c2", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
               {"role": "tool", "tool_call_id": "c1", "content": "one"},
               {"role": "tool", "tool_call_id": "c2", "content": "two"},
               {"role": "user", "content": "And now?"}],
             "tools": [{"type": "function", "function": {"name": "f", "description": "d",
               "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}}}]}
            """;

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    private static JsonNode at(JsonNode node, String pointer) {
        return node.at(pointer);
    }

    @Test
    void aConversationForAnthropic() {
        JsonNode made = Translations.request(Dialect.CHAT, Dialect.MESSAGES, tree(CONVERSATION));
        assertThat(at(made, "/system").asString()).isEqualTo("Be brief.");
        assertThat(at(made, "/max_tokens").asInt()).isEqualTo(9);
        assertThat(at(made, "/temperature").asDouble())
                .as("this format goes to 1")
                .isEqualTo(1);
        assertThat(at(made, "/stop_sequences").toString()).isEqualTo("[\"END\"]");
        assertThat(made.has("seed")).isFalse();
        assertThat(at(made, "/messages/0/content/1/source").toString())
                .isEqualTo("{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}");
        assertThat(at(made, "/messages/1/content/0/input/a").asInt()).isEqualTo(1);
        assertThat(at(made, "/messages/1/content/1/id").asString()).isEqualTo("c2");
        JsonNode results = at(made, "/messages/2/content");
        assertThat(results).as("results and the next words are one turn").hasSize(3);
        assertThat(at(results, "/0/tool_use_id").asString()).isEqualTo("c1");
        assertThat(at(results, "/2/text").asString()).isEqualTo("And now?");
        assertThat(at(made, "/tools/0/input_schema/properties/a/type").asString())
                .isEqualTo("number");
    }

    @Test
    void aConversationForOllama() {
        JsonNode made = Translations.request(Dialect.CHAT, Dialect.OLLAMA, tree(CONVERSATION));
        assertThat(at(made, "/messages/0/role").asString()).isEqualTo("system");
        assertThat(at(made, "/messages/1/images/0").asString()).isEqualTo("AAAA");
        assertThat(at(made, "/messages/2/tool_calls/0/function/arguments/a").asInt())
                .isEqualTo(1);
        assertThat(at(made, "/messages/3/tool_name").asString()).isEqualTo("f");
        assertThat(at(made, "/messages/4/content").asString()).isEqualTo("two");
        assertThat(at(made, "/options").toString()).contains("\"num_predict\":9", "\"seed\":3", "\"stop\":[\"END\"]");
    }

    @Test
    void aConversationForGemini() {
        JsonNode made = Translations.request(Dialect.CHAT, Dialect.GEMINI, tree(CONVERSATION));
        assertThat(at(made, "/systemInstruction/parts/0/text").asString()).isEqualTo("Be brief.");
        assertThat(at(made, "/contents/0/parts/1/inlineData/mimeType").asString())
                .isEqualTo("image/png");
        assertThat(at(made, "/contents/1/role").asString()).isEqualTo("model");
        assertThat(at(made, "/contents/1/parts/0/functionCall/args/a").asInt()).isEqualTo(1);
        assertThat(at(made, "/contents/2/parts/1/functionResponse/name").asString())
                .isEqualTo("g");
        assertThat(at(made, "/generationConfig/maxOutputTokens").asInt()).isEqualTo(9);
        assertThat(at(made, "/tools/0/functionDeclarations/0/name").asString()).isEqualTo("f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"auto\" | {\"type\":\"auto\"} | ",
                "\"required\" | {\"type\":\"any\"} | ANY",
                "\"none\" | {\"type\":\"none\"} | NONE",
                "{\"type\":\"function\",\"function\":{\"name\":\"f\"}} | {\"type\":\"tool\",\"name\":\"f\"} | ANY"
            })
    void theChoiceOfATool(String choice, String anthropic, @Nullable String mode) {
        ObjectNode chat = tree(CONVERSATION);
        chat.set("tool_choice", JSON.readTree(choice));
        assertThat(at(Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat.deepCopy()), "/tool_choice")
                        .toString())
                .isEqualTo(anthropic);
        JsonNode gemini = at(
                Translations.request(Dialect.CHAT, Dialect.GEMINI, chat.deepCopy()),
                "/toolConfig/functionCallingConfig");
        assertThat(gemini.path("mode").asString("")).isEqualTo(mode == null ? "" : mode);
    }

    @Test
    void oneToolAtATime() {
        ObjectNode chat = tree(CONVERSATION).put("parallel_tool_calls", false);
        assertThat(at(Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat), "/tool_choice")
                        .toString())
                .isEqualTo("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
    }

    @Test
    void jsonInASchema() {
        ObjectNode chat = tree(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}}");
        JsonNode anthropic = Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat.deepCopy());
        assertThat(at(anthropic, "/tool_choice/name").asString()).isEqualTo(MessagesRequests.JSON_TOOL);
        assertThat(at(Translations.request(Dialect.CHAT, Dialect.OLLAMA, chat.deepCopy()), "/format/type")
                        .asString())
                .isEqualTo("object");
        assertThat(at(
                                Translations.request(Dialect.CHAT, Dialect.GEMINI, chat.deepCopy()),
                                "/generationConfig/responseMimeType")
                        .asString())
                .isEqualTo("application/json");
        ObjectNode answer = tree(
                "{\"id\":\"1\",\"model\":\"m\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"json_answer\",\"input\":{\"a\":1}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}");
        JsonNode chatAnswer =
                Translations.answer(Dialect.MESSAGES, Dialect.CHAT).whole(answer);
        assertThat(at(chatAnswer, "/choices/0/message/content").asString()).isEqualTo("{\"a\":1}");
        assertThat(at(chatAnswer, "/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource({
        "low,, 1024, 5120",
        "medium,, 4096, 8192",
        "high,, 16384, 20480",
        "high, 8192, 4096, 8192",
        "low, 8192, 1024, 8192"
    })
    void reasoning(String effort, Integer limit, int budget, int maxTokens) {
        ObjectNode chat =
                tree("{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        chat.put("reasoning_effort", effort).put("max_completion_tokens", limit);
        JsonNode anthropic = Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat);
        assertThat(at(anthropic, "/thinking/budget_tokens").asInt()).isEqualTo(budget);
        assertThat(at(anthropic, "/max_tokens").asInt()).isEqualTo(maxTokens);
        assertThat(anthropic.has("temperature")).isFalse();
    }

    @Test
    void aLimitTooLowForReasoningGoesWithoutIt() {
        ObjectNode chat = tree("{\"model\":\"m\",\"max_tokens\":100,\"reasoning_effort\":\"high\",\"messages\":[]}");
        JsonNode anthropic = Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat);
        assertThat(anthropic.has("thinking")).isFalse();
        assertThat(at(anthropic, "/max_tokens").asInt()).isEqualTo(100);
    }

    @Test
    void responsesBecomeAConversation() {
        JsonNode made = Translations.request(Dialect.RESPONSES, Dialect.CHAT, tree("""
                {"model": "m", "instructions": "Be brief.", "max_output_tokens": 7, "reasoning": {"effort": "low"},
                 "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}},
                 "input": [
                   {"role": "user", "content": [{"type": "input_text", "text": "Look"},
                     {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}]},
                   {"type": "reasoning", "summary": []},
                   {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
                   {"type": "function_call", "call_id": "c2", "name": "g", "arguments": "{}"},
                   {"type": "function_call_output", "call_id": "c1", "output": "one"}],
                 "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": true}],
                 "tool_choice": {"type": "function", "name": "f"}}
                """));
        assertThat(at(made, "/messages/0").toString()).contains("system", "Be brief.");
        assertThat(at(made, "/messages/1/content/1/image_url/url").asString()).startsWith("data:image/png");
        assertThat(at(made, "/messages/2/tool_calls")).hasSize(2);
        assertThat(at(made, "/messages/3/tool_call_id").asString()).isEqualTo("c1");
        assertThat(at(made, "/max_completion_tokens").asInt()).isEqualTo(7);
        assertThat(at(made, "/reasoning_effort").asString()).isEqualTo("low");
        assertThat(at(made, "/response_format/json_schema/name").asString()).isEqualTo("n");
        assertThat(at(made, "/tools/0/function/strict").asBoolean()).isTrue();
        assertThat(at(made, "/tool_choice/function/name").asString()).isEqualTo("f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RESPONSES | CHAT | {\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]} | tools[].type",
                "RESPONSES | CHAT | {\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"1\"}]} | input[].type",
                "MESSAGES | CHAT | {\"model\":\"m\",\"messages\":[],\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"b\"}]} | tools[].type",
                "CHAT | MESSAGES | {\"model\":\"m\",\"n\":2,\"messages\":[]} | n",
                "CHAT | OLLAMA | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}]} | messages[].content[].image_url.url"
            })
    void whatCannotBeSaidIsNamed(Dialect from, Dialect to, String request, String field) {
        assertThatThrownBy(() -> Translations.request(from, to, tree(request)))
                .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void everyTextOfARequestIsFound() {
        ObjectNode request = tree("""
                {"model": "m", "user": "marie", "brand_new": {"deep": ["t1"]}, "metadata": {"id": "t2", "t9@example.org": 1, "tel": 33612345678, "age": 41},
                 "messages": [
                   {"role": "system", "content": "t3"},
                   {"role": "user", "name": "t4", "content": [{"type": "text", "text": "t5"},
                     {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
                   {"role": "assistant", "tool_calls": [{"id": "c", "type": "function",
                     "function": {"name": "f", "arguments": "{\\"id\\":\\"t6\\",\\"x\\":{\\"name\\":\\"t7\\"}}"}}]},
                   {"role": "tool", "tool_call_id": "c", "content": "t8"}]}
                """);
        RequestTexts texts = RequestTexts.of(Dialect.CHAT, request);
        List<String> found = texts.slots().stream().map(RequestTexts.Slot::text).toList();
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "marie", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9@example.org", "33612345678");
        assertThat(texts.media()).isEqualTo(1);
        assertThat(texts.slots().stream()
                        .filter(slot -> slot.text().equals("t8"))
                        .map(RequestTexts.Slot::origin))
                .containsExactly(RequestTexts.Origin.TOOL);
        texts.slots().forEach(slot -> slot.set(slot.text().startsWith("t9") ? "name" : "masked"));
        texts.commit();
        assertThat(request.toString()).doesNotContainPattern("\"t[0-9]\"").doesNotContain("marie", "t9@", "336");
        assertThat(at(request, "/metadata/age").asInt()).isEqualTo(41);
        assertThat(at(request, "/messages/2/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"id\":\"masked\",\"x\":{\"name\":\"masked\"}}");
        assertThat(at(request, "/messages/2/tool_calls/0/function/name").asString())
                .isEqualTo("f");
    }
}
