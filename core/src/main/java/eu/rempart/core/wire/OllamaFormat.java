package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.rename;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's [native chat](https://github.com/ollama/ollama/blob/main/docs/api.md) and chat completions.
final class OllamaFormat implements AnswerTranslation {

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private boolean begun;
    private boolean done;
    private int calls;

    static ObjectNode fromChat(ObjectNode chat) {
        if (chat.path("n").asInt(1) > 1) {
            throw new UntranslatableException("n");
        }
        ObjectNode request = object();
        copy(chat, request, "model");
        tools(chat, request);
        request.put("stream", chat.path("stream").asBoolean(false));
        ArrayNode messages = request.putArray("messages");
        Map<String, String> names = new HashMap<>();
        if (PlainTools.isForced(chat.path("tool_choice"))) {
            messages.add(ChatShapes.message("system", "Answer with a call of a tool, not with words."));
        }
        for (JsonNode message : chat.path("messages")) {
            messages.add(message(message, names));
        }
        ObjectNode options = object();
        copy(chat, options, "temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty");
        rename(chat, "max_tokens", options, "num_predict");
        rename(chat, "max_completion_tokens", options, "num_predict");
        JsonNode stop = chat.path("stop");
        if (stop.isString()) {
            options.putArray("stop").add(stop);
        } else if (stop.isArray()) {
            options.set("stop", stop);
        }
        if (!options.isEmpty()) {
            request.set("options", options);
        }
        JsonNode format = chat.path("response_format");
        switch (text(format.path("type"))) {
            case "json_object" -> request.put("format", "json");
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                request.set("format", isSet(schema) ? schema : object());
            }
            default -> {}
        }
        String effort = text(chat.path("reasoning_effort"));
        switch (effort) {
            case "none", "minimal" -> request.put("think", false);
            case "low", "medium", "high" -> request.put("think", effort);
            case "" -> {}
            default -> request.put("think", "high");
        }
        if (chat.path("logprobs").asBoolean(false)) {
            copy(chat, request, "logprobs", "top_logprobs");
        }
        return request;
    }

    /// This interface lets the model choose, always: without tools it has no choice, with one only that. Whether it
    /// has called what it had to is seen in the answer: [ToolWishes].
    private static void tools(ObjectNode chat, ObjectNode request) {
        JsonNode choice = chat.path("tool_choice");
        boolean none = text(choice).equals("none");
        OnlyOpenAi.refuseOtherChoices(choice);
        for (JsonNode tool : chat.path("tools")) {
            if (!text(tool.path("type")).equals("function")) {
                throw new UntranslatableException("tools[].type");
            }
        }
        if (choice.isObject()) {
            PlainTools.offer(chat, text(choice.path("function").path("name")));
        }
        if (!none) {
            copy(chat, request, "tools");
        }
    }

    private static ObjectNode message(JsonNode message, Map<String, String> names) {
        String role = text(message.path("role"));
        ObjectNode made = object().put("role", role.equals("developer") ? "system" : role);
        JsonNode content = message.path("content");
        made.put("content", joined(content));
        ArrayNode images = array();
        for (JsonNode part : content.isArray() ? content : array()) {
            switch (text(part.path("type"))) {
                case "image_url" -> {
                    DataUrl data = DataUrl.parse(text(part.path("image_url").path("url")));
                    if (data == null) {
                        throw new UntranslatableException("messages[].content[].image_url.url");
                    }
                    images.add(data.base64());
                }
                case "text", "" -> {}
                default -> throw new UntranslatableException("messages[].content[].type");
            }
        }
        if (!images.isEmpty()) {
            made.set("images", images);
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            names.put(text(call.path("id")), text(function.path("name")));
            ArrayNode made2 = made.path("tool_calls") instanceof ArrayNode given ? given : made.putArray("tool_calls");
            ObjectNode inner = made2.addObject().putObject("function");
            inner.put("name", text(function.path("name")));
            inner.set("arguments", parsed(text(function.path("arguments"))));
        }
        String name = names.get(text(message.path("tool_call_id")));
        if (name != null) {
            made.put("tool_name", name);
        }
        return made;
    }

    private static String finish(JsonNode answer, boolean called) {
        return text(answer.path("done_reason")).equals("length") ? "length" : called ? "tool_calls" : "stop";
    }

    private static @Nullable ObjectNode usage(JsonNode answer) {
        return isSet(answer.path("eval_count")) || isSet(answer.path("prompt_eval_count"))
                ? ChatShapes.usage(TokenUsage.counted(
                        count(answer.path("prompt_eval_count")), 0, count(answer.path("eval_count")), 0, 0))
                : null;
    }

    private static ObjectNode call(JsonNode call) {
        JsonNode function = call.path("function");
        String given = text(call.path("id"));
        return ChatShapes.toolCall(
                given.isEmpty() ? ToolIds.made() : given,
                text(function.path("name")),
                printed(function.path("arguments")));
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        JsonNode said = answer.path("message");
        ObjectNode message = object().put("role", "assistant").put("content", text(said.path("content")));
        message.putNull("refusal");
        String thought = text(said.path("thinking"));
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought);
        }
        ArrayNode made = array();
        said.path("tool_calls").forEach(call -> made.add(call(call)));
        if (!made.isEmpty()) {
            message.set("tool_calls", made);
        }
        ObjectNode usage = usage(answer);
        ObjectNode completion = ChatShapes.completion(
                id,
                text(answer.path("model")),
                message,
                finish(answer, !made.isEmpty()),
                usage == null ? object() : usage);
        if (usage == null) {
            completion.remove("usage");
        }
        ObjectNode logprobs = Probabilities.ofOllama(answer);
        if (logprobs != null && completion.path("choices").path(0) instanceof ObjectNode choice) {
            choice.set("logprobs", logprobs);
        }
        return completion;
    }

    @Override
    public List<Frame> next(Frame frame) {
        List<Frame> frames = new ArrayList<>(2);
        if (frame.isDone()) {
            if (!done) {
                done = true;
                frames.add(Frame.DONE);
            }
            return frames;
        }
        JsonNode piece = frame.data();
        String model = text(piece.path("model"));
        JsonNode said = piece.path("message");
        ObjectNode delta = object();
        if (!begun) {
            begun = true;
            delta.put("role", "assistant");
        }
        String words = text(said.path("content"));
        if (!words.isEmpty()) {
            delta.put("content", words);
        }
        String thought = text(said.path("thinking"));
        if (!thought.isEmpty()) {
            delta.put("reasoning_content", thought);
        }
        ArrayNode made = array();
        for (JsonNode call : said.path("tool_calls")) {
            made.add(call(call).put("index", calls++));
        }
        if (!made.isEmpty()) {
            delta.set("tool_calls", made);
        }
        ObjectNode logprobs = Probabilities.ofOllama(piece);
        if (!delta.isEmpty() || logprobs != null) {
            ObjectNode chunk = ChatShapes.chunk(id, model, delta, null);
            if (logprobs != null && chunk.path("choices").path(0) instanceof ObjectNode choice) {
                choice.set("logprobs", logprobs);
            }
            frames.add(Frame.of(chunk));
        }
        if (piece.path("done").asBoolean(false) && !done) {
            done = true;
            frames.add(Frame.of(ChatShapes.chunk(id, model, object(), finish(piece, calls > 0))));
            ObjectNode usage = usage(piece);
            if (usage != null) {
                ObjectNode last = ChatShapes.head(id, model, "chat.completion.chunk");
                last.putArray("choices");
                last.set("usage", usage);
                frames.add(Frame.of(last));
            }
            frames.add(Frame.DONE);
        }
        return frames;
    }
}
