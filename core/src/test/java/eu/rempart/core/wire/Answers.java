package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one answer as each of the providers would, whole and as a stream.
final class Answers {

    static final JsonMapper JSON = new JsonMapper();

    private static final int PIECE = 3;
    private static final int WRITTEN_TO_CACHE = 2;
    private static final int THOUGHTS = 1;

    private Answers() {}

    /// One use of a tool.
    ///
    /// @param arguments an object, as JSON without spaces
    record Call(String name, String arguments) {}

    /// What an answer says, whatever the format.
    ///
    /// @param finish as chat completions name it; empty if the answer never said that it ended
    /// @param input all tokens of the question, with the cached ones
    record Answer(
            String reasoning, String text, List<Call> calls, String finish, long input, long cached, long output) {

        static Answer of(String text, String finish) {
            return new Answer("", text, List.of(), finish, 30, 0, 7);
        }

        static Answer calling(String text, Call... calls) {
            return new Answer("", text, List.of(calls), "tool_calls", 30, 0, 7);
        }

        Answer thinking(String thought) {
            return new Answer(thought, text, calls, finish, input, cached, output);
        }

        Answer cached(long tokens) {
            return new Answer(reasoning, text, calls, finish, input, tokens, output);
        }

        Answer ending(String reason) {
            return new Answer(reasoning, text, calls, reason, input, cached, output);
        }
    }

    static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    static Frame frame(String json) {
        ObjectNode data = tree(json);
        return data.path("type").isString() ? new Frame(text(data.path("type")), data) : Frame.of(data);
    }

    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < text.length(); i += PIECE) {
            pieces.add(text.substring(i, Math.min(text.length(), i + PIECE)));
        }
        return pieces;
    }

    /// As the provider sends it.
    static ObjectNode whole(Dialect provider, Answer answer) {
        return switch (provider) {
            case CHAT -> chat(answer);
            case MESSAGES -> messages(answer);
            case OLLAMA -> ollama(answer);
            case GEMINI -> gemini(answer);
            case RESPONSES -> throw new IllegalArgumentException();
        };
    }

    /// As the provider streams it, to the end.
    static List<Frame> stream(Dialect provider, Answer answer) {
        List<Frame> frames = cut(provider, answer);
        switch (provider) {
            case CHAT -> {
                frames.add(chunk(object(), answer.finish()));
                ObjectNode last = object().put("id", "a1").put("model", "m");
                last.putArray("choices");
                last.set(
                        "usage",
                        ChatShapes.usage(new TokenUsage(answer.input(), answer.cached(), answer.output(), 0, 0)));
                frames.add(Frame.of(last));
                frames.add(Frame.DONE);
            }
            case MESSAGES -> {
                ObjectNode delta = object().put("type", "message_delta");
                delta.putObject("delta").put("stop_reason", anthropicFinish(answer.finish()));
                delta.putObject("usage").put("output_tokens", answer.output());
                frames.add(event(delta));
                frames.add(event(object().put("type", "message_stop")));
            }
            case OLLAMA -> {
                ObjectNode last = object().put("model", "m");
                last.putObject("message").put("role", "assistant").put("content", "");
                ollamaEnd(last, answer);
                frames.add(Frame.of(last));
            }
            case GEMINI -> frames.add(candidate(array(), answer.finish(), geminiUsage(answer)));
            case RESPONSES -> throw new IllegalArgumentException();
        }
        return frames;
    }

    /// The same, up to where the provider would say that the answer is whole.
    static List<Frame> cut(Dialect provider, Answer answer) {
        List<Frame> frames = new ArrayList<>();
        switch (provider) {
            case CHAT -> chatPieces(answer, frames::add);
            case MESSAGES -> messagesPieces(answer, frames::add);
            case OLLAMA -> ollamaPieces(answer, frames::add);
            case GEMINI -> geminiPieces(answer, frames::add);
            case RESPONSES -> throw new IllegalArgumentException();
        }
        return frames;
    }

    private static ObjectNode chat(Answer answer) {
        ObjectNode message = object().put("role", "assistant");
        if (answer.text().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", answer.text());
        }
        if (!answer.reasoning().isEmpty()) {
            message.put("reasoning_content", answer.reasoning());
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            ArrayNode made = message.path("tool_calls") instanceof ArrayNode a ? a : message.putArray("tool_calls");
            Call call = answer.calls().get(i);
            made.add(ChatShapes.toolCall("c" + i, call.name(), call.arguments()));
        }
        return ChatShapes.completion(
                "a1",
                "m",
                message,
                answer.finish(),
                ChatShapes.usage(new TokenUsage(answer.input(), answer.cached(), answer.output(), 0, 0)));
    }

    static Frame chunk(ObjectNode delta, String finish) {
        return Frame.of(ChatShapes.chunk("a1", "m", delta, finish.isEmpty() ? null : finish));
    }

    /// The first piece of a tool's call, or one of its arguments.
    static Frame toolChunk(int index, String name, String arguments) {
        ObjectNode delta = object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
        ObjectNode function = call.putObject("function");
        if (!name.isEmpty()) {
            call.put("id", "c" + index).put("type", "function");
            function.put("name", name);
        }
        function.put("arguments", arguments);
        return chunk(delta, "");
    }

    private static void chatPieces(Answer answer, Consumer<Frame> to) {
        to.accept(chunk(object().put("role", "assistant").put("content", ""), ""));
        pieces(answer.reasoning()).forEach(p -> to.accept(chunk(object().put("reasoning_content", p), "")));
        pieces(answer.text()).forEach(p -> to.accept(chunk(object().put("content", p), "")));
        for (int i = 0; i < answer.calls().size(); i++) {
            int index = i;
            to.accept(toolChunk(i, answer.calls().get(i).name(), ""));
            pieces(answer.calls().get(i).arguments()).forEach(p -> to.accept(toolChunk(index, "", p)));
        }
    }

    private static String anthropicFinish(String finish) {
        return switch (finish) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> "end_turn";
        };
    }

    private static ObjectNode anthropicUsage(Answer answer) {
        return object().put("input_tokens", answer.input() - answer.cached() - WRITTEN_TO_CACHE)
                .put("cache_creation_input_tokens", WRITTEN_TO_CACHE)
                .put("cache_read_input_tokens", answer.cached());
    }

    private static ObjectNode messages(Answer answer) {
        ObjectNode made = object().put("id", "a1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "m")
                .put("stop_reason", anthropicFinish(answer.finish()));
        ArrayNode content = made.putArray("content");
        if (!answer.reasoning().isEmpty()) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", answer.reasoning())
                    .put("signature", "s");
        }
        if (!answer.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text());
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            Call call = answer.calls().get(i);
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", "c" + i)
                    .put("name", call.name())
                    .set("input", tree(call.arguments()));
        }
        made.set("usage", anthropicUsage(answer).put("output_tokens", answer.output()));
        return made;
    }

    static Frame event(ObjectNode event) {
        return new Frame(text(event.path("type")), event);
    }

    private static void messagesPieces(Answer answer, Consumer<Frame> to) {
        ObjectNode start = object().put("type", "message_start");
        start.putObject("message")
                .put("id", "a1")
                .put("model", "m")
                .put("role", "assistant")
                .set("usage", anthropicUsage(answer).put("output_tokens", 1));
        to.accept(event(start));
        to.accept(event(object().put("type", "ping")));
        int index = 0;
        if (!answer.reasoning().isEmpty()) {
            ObjectNode block = object().put("type", "thinking").put("thinking", "");
            block(index++, block, "thinking_delta", "thinking", answer.reasoning(), to);
        }
        if (!answer.text().isEmpty()) {
            ObjectNode block = object().put("type", "text").put("text", "");
            block(index++, block, "text_delta", "text", answer.text(), to);
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            Call call = answer.calls().get(i);
            ObjectNode block =
                    object().put("type", "tool_use").put("id", "c" + i).put("name", call.name());
            block.putObject("input");
            block(index++, block, "input_json_delta", "partial_json", call.arguments(), to);
        }
    }

    /// Without a piece, an object without fields is told by an empty one: what Anthropic does.
    private static void block(int index, ObjectNode block, String type, String field, String said, Consumer<Frame> to) {
        ObjectNode start = object().put("type", "content_block_start").put("index", index);
        start.set("content_block", block);
        to.accept(event(start));
        for (String piece : said.equals("{}") ? List.of("") : pieces(said)) {
            ObjectNode delta = object().put("type", "content_block_delta").put("index", index);
            delta.putObject("delta").put("type", type).put(field, piece);
            to.accept(event(delta));
        }
        to.accept(event(object().put("type", "content_block_stop").put("index", index)));
    }

    private static void ollamaEnd(ObjectNode last, Answer answer) {
        last.put("done", true)
                .put("done_reason", answer.finish().equals("length") ? "length" : "stop")
                .put("prompt_eval_count", answer.input())
                .put("eval_count", answer.output());
    }

    private static ObjectNode ollamaCall(Call call) {
        ObjectNode made = object();
        made.putObject("function").put("name", call.name()).set("arguments", tree(call.arguments()));
        return made;
    }

    private static ObjectNode ollama(Answer answer) {
        ObjectNode made = object().put("model", "m");
        ObjectNode message = made.putObject("message").put("role", "assistant").put("content", answer.text());
        if (!answer.reasoning().isEmpty()) {
            message.put("thinking", answer.reasoning());
        }
        if (!answer.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            answer.calls().forEach(call -> calls.add(ollamaCall(call)));
        }
        ollamaEnd(made, answer);
        return made;
    }

    private static void ollamaPieces(Answer answer, Consumer<Frame> to) {
        pieces(answer.reasoning()).forEach(p -> to.accept(ollamaPiece("", p)));
        pieces(answer.text()).forEach(p -> to.accept(ollamaPiece(p, "")));
        for (Call call : answer.calls()) {
            Frame piece = ollamaPiece("", "");
            if (piece.data().path("message") instanceof ObjectNode message) {
                message.putArray("tool_calls").add(ollamaCall(call));
            }
            to.accept(piece);
        }
    }

    private static Frame ollamaPiece(String content, String thinking) {
        ObjectNode piece = object().put("model", "m").put("done", false);
        ObjectNode message = piece.putObject("message").put("role", "assistant").put("content", content);
        if (!thinking.isEmpty()) {
            message.put("thinking", thinking);
        }
        return Frame.of(piece);
    }

    private static ObjectNode geminiUsage(Answer answer) {
        long thoughts = answer.reasoning().isEmpty() ? 0 : THOUGHTS;
        ObjectNode usage = object().put("promptTokenCount", answer.input())
                .put("candidatesTokenCount", answer.output() - thoughts)
                .put("thoughtsTokenCount", thoughts);
        return answer.cached() == 0 ? usage : usage.put("cachedContentTokenCount", answer.cached());
    }

    private static ObjectNode geminiCall(Call call) {
        ObjectNode part = object();
        part.putObject("functionCall").put("name", call.name()).set("args", tree(call.arguments()));
        return part;
    }

    private static ObjectNode thought(String piece) {
        return object().put("text", piece).put("thought", true);
    }

    private static ObjectNode gemini(Answer answer) {
        ArrayNode parts = array();
        if (!answer.reasoning().isEmpty()) {
            parts.add(thought(answer.reasoning()));
        }
        if (!answer.text().isEmpty()) {
            parts.add(object().put("text", answer.text()));
        }
        answer.calls().forEach(call -> parts.add(geminiCall(call)));
        return candidate(parts, answer.finish(), geminiUsage(answer)).data();
    }

    private static void geminiPieces(Answer answer, Consumer<Frame> to) {
        List<ObjectNode> parts = new ArrayList<>();
        pieces(answer.reasoning()).forEach(p -> parts.add(thought(p)));
        pieces(answer.text()).forEach(p -> parts.add(object().put("text", p)));
        answer.calls().forEach(call -> parts.add(geminiCall(call)));
        ObjectNode early = object().put("promptTokenCount", answer.input()).put("candidatesTokenCount", 1);
        parts.forEach(part -> to.accept(candidate(array().add(part), "", early)));
    }

    private static Frame candidate(ArrayNode parts, String finish, JsonNode usage) {
        ObjectNode made = object().put("responseId", "a1").put("modelVersion", "m");
        ObjectNode candidate = made.putArray("candidates").addObject();
        candidate.putObject("content").put("role", "model").set("parts", parts);
        switch (finish) {
            case "" -> {}
            case "length" -> candidate.put("finishReason", "MAX_TOKENS");
            case "content_filter" -> candidate.put("finishReason", "SAFETY");
            default -> candidate.put("finishReason", "STOP");
        }
        made.set("usageMetadata", usage.deepCopy());
        return Frame.of(made);
    }
}
