package eu.rempart.core.wire;

import static eu.rempart.core.wire.Dialect.CHAT;
import static eu.rempart.core.wire.Dialect.GEMINI;
import static eu.rempart.core.wire.Dialect.MESSAGES;
import static eu.rempart.core.wire.Dialect.OLLAMA;
import static eu.rempart.core.wire.Dialect.RESPONSES;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.wire.Answers.Answer;
import eu.rempart.core.wire.Answers.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The second turn: one provider called tools, the client answers with their results, and another provider goes on.
/// Over every pair of providers and every client, the answer whole and streamed, it is told the same story.
class HistoryMatrixTest {

    private static final List<Dialect> PROVIDERS = List.of(CHAT, MESSAGES, OLLAMA, GEMINI);
    private static final List<Dialect> CLIENTS = List.of(CHAT, MESSAGES, RESPONSES);
    private static final Answer ANSWER = Answer.calling(
                    "I ask both.",
                    new Call("clock", "{\"zone\":\"x\"}"),
                    new Call("rain", "{\"city\":\"Liège\",\"days\":[1,2]}"))
            .thinking("Hm.");
    private static final String PNG = "iVBORw0KGgo";

    /// What a request tells, whatever its format.
    ///
    /// @param calls each with its name and arguments
    /// @param results each with the name of its call and the result
    /// @param pictures how many the model sees
    private record Story(String said, List<String> calls, List<String> results, int pictures) {}

    static Stream<Arguments> turns() {
        return PROVIDERS.stream().flatMap(first -> CLIENTS.stream().flatMap(client -> PROVIDERS.stream()
                .flatMap(second -> Stream.of(false, true).flatMap(streamed -> Stream.of(false, true)
                        .map(picture -> Arguments.of(first, client, second, streamed, picture))))));
    }

    @ParameterizedTest(name = "{0} to {1}, then {2}, streamed {3}, with a picture {4}")
    @MethodSource("turns")
    void theNextProviderIsToldTheSame(
            Dialect first, Dialect client, Dialect second, boolean streamed, boolean picture) {
        AnswerTranslation translation = Translations.answer(first, client);
        var said = streamed
                ? Histories.streamed(client, Readings.translated(translation, Answers.stream(first, ANSWER)))
                : Histories.said(client, translation.whole(Answers.whole(first, ANSWER)));
        ObjectNode asked = picture ? Histories.next(client, said, result(client)) : Histories.next(client, said);
        ObjectNode request = Translations.request(client, second, asked.put("model", "gemini-3-pro"));
        Story story =
                switch (second) {
                    case CHAT -> chat(request);
                    case MESSAGES -> messages(request);
                    case OLLAMA -> ollama(request);
                    case GEMINI -> gemini(request);
                    case RESPONSES -> throw new IllegalArgumentException();
                };
        assertThat(story)
                .isEqualTo(new Story(
                        "I ask both.",
                        List.of("clock {\"zone\":\"x\"}", "rain {\"city\":\"Liège\",\"days\":[1,2]}"),
                        List.of("clock result", "rain result"),
                        picture ? 2 : 0));
    }

    /// A text and a picture, as that format's tools give them.
    private static List<Map<String, Object>> result(Dialect client) {
        String url = "data:image/png;base64," + PNG;
        return switch (client) {
            case MESSAGES ->
                List.of(
                        Map.of("type", "text", "text", "result"),
                        Map.of(
                                "type",
                                "image",
                                "source",
                                Map.of("type", "base64", "media_type", "image/png", "data", PNG)));
            case RESPONSES ->
                List.of(
                        Map.of("type", "input_text", "text", "result"),
                        Map.of("type", "input_image", "image_url", url));
            default ->
                List.of(
                        Map.of("type", "text", "text", "result"),
                        Map.of("type", "image_url", "image_url", Map.of("url", url)));
        };
    }

    private static Story chat(ObjectNode request) {
        ToolResults.behind(request);
        SignedReasoning.leaveOut(request, true);
        assertThat(request.toString()).doesNotContain("extra_content");
        StringBuilder said = new StringBuilder();
        Map<String, String> names = new HashMap<>();
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        int pictures = 0;
        for (JsonNode message : request.path("messages")) {
            switch (text(message.path("role"))) {
                case "assistant" -> {
                    said.append(text(message.path("content")));
                    for (JsonNode call : message.path("tool_calls")) {
                        String name = text(call.at("/function/name"));
                        names.put(text(call.path("id")), name);
                        calls.add(name + " " + text(call.at("/function/arguments")));
                    }
                }
                case "tool" -> {
                    assertThat(pictures).as("results stand together").isZero();
                    results.add(names.get(text(message.path("tool_call_id"))) + " " + text(message.path("content")));
                }
                default -> {
                    for (JsonNode part : message.path("content")) {
                        pictures += text(part.path("type")).equals("image_url") ? 1 : 0;
                    }
                }
            }
        }
        return new Story(said.toString(), calls, results, pictures);
    }

    private static Story messages(ObjectNode request) {
        SignedReasoning.forAnthropic(request);
        StringBuilder said = new StringBuilder();
        Map<String, String> names = new HashMap<>();
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        int pictures = 0;
        String before = "assistant";
        for (JsonNode message : request.path("messages")) {
            assertThat(text(message.path("role"))).isNotEqualTo(before);
            before = text(message.path("role"));
            for (JsonNode block : message.path("content")) {
                switch (text(block.path("type"))) {
                    case "text" -> {
                        assertThat(text(block.path("text"))).isNotBlank();
                        said.append(before.equals("assistant") ? text(block.path("text")) : "");
                    }
                    case "tool_use" -> {
                        names.put(text(block.path("id")), text(block.path("name")));
                        calls.add(text(block.path("name")) + " " + printed(block.path("input")));
                    }
                    case "tool_result" -> {
                        results.add(
                                names.get(text(block.path("tool_use_id"))) + " " + Nodes.joined(block.path("content")));
                        for (JsonNode part : block.path("content")) {
                            pictures += text(part.path("type")).equals("image") ? 1 : 0;
                        }
                    }
                    case "thinking" -> assertThat(text(block.path("signature"))).isEqualTo("s");
                    default -> throw new AssertionError(block);
                }
            }
        }
        return new Story(said.toString(), calls, results, pictures);
    }

    private static Story ollama(ObjectNode request) {
        StringBuilder said = new StringBuilder();
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        int pictures = 0;
        for (JsonNode message : request.path("messages")) {
            pictures += message.path("images").size();
            switch (text(message.path("role"))) {
                case "assistant" -> {
                    said.append(text(message.path("content")));
                    for (JsonNode call : message.path("tool_calls")) {
                        calls.add(text(call.at("/function/name")) + " " + printed(call.at("/function/arguments")));
                    }
                }
                case "tool" -> results.add(text(message.path("tool_name")) + " " + text(message.path("content")));
                default -> {}
            }
        }
        return new Story(said.toString(), calls, results, pictures);
    }

    private static Story gemini(ObjectNode request) {
        StringBuilder said = new StringBuilder();
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        int pictures = 0;
        for (JsonNode content : request.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                JsonNode call = part.path("functionCall");
                JsonNode response = part.path("functionResponse");
                if (call.isObject()) {
                    calls.add(text(call.path("name")) + " " + printed(call.path("args")));
                } else if (response.isObject()) {
                    results.add(text(response.path("name")) + " " + text(response.at("/response/result")));
                    pictures += response.path("parts").size();
                } else if (text(content.path("role")).equals("model")) {
                    said.append(text(part.path("text")));
                }
            }
        }
        return new Story(said.toString(), calls, results, pictures);
    }
}
