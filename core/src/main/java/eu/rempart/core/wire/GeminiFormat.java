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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's [generateContent](https://ai.google.dev/api/generate-content) and chat completions.
final class GeminiFormat implements AnswerTranslation {

    /// Where Google's own interface for OpenAI's clients has what the model wants back with the result of a tool.
    private static final String EXTRA = "extra_content";

    private static final String SIGNATURE = "thought_signature";

    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Integer, String> finishes = new HashMap<>();
    private final Set<Integer> begun = new TreeSet<>();
    private String id = "chatcmpl-" + UUID.randomUUID();
    private String model = "";
    private @Nullable JsonNode counted;
    private boolean done;

    static ObjectNode fromChat(ObjectNode chat) {
        ObjectNode request = object();
        StringBuilder system = new StringBuilder();
        ArrayNode contents = request.putArray("contents");
        Map<String, String> names = new HashMap<>();
        GeminiToolMedia media = new GeminiToolMedia(text(chat.path("model")));
        for (JsonNode message : chat.path("messages")) {
            media.flush(text(message.path("role")), contents);
            switch (text(message.path("role"))) {
                case "system", "developer" ->
                    system.append(system.isEmpty() ? "" : "\n\n").append(joined(message.path("content")));
                case "assistant" -> append(contents, "model", modelParts(message, names));
                case "tool", "function" ->
                    append(contents, "user", array().add(media.placed(response(message, names), message)));
                default -> append(contents, "user", userParts(message.path("content")));
            }
        }
        media.flush("", contents);
        if (!system.isEmpty()) {
            request.putObject("systemInstruction").putArray("parts").addObject().put("text", system.toString());
        }
        tools(chat, request);
        ObjectNode options = object();
        copy(chat, options, "temperature", "seed");
        rename(chat, "top_p", options, "topP");
        rename(chat, "top_k", options, "topK");
        rename(chat, "n", options, "candidateCount");
        rename(chat, "max_tokens", options, "maxOutputTokens");
        rename(chat, "max_completion_tokens", options, "maxOutputTokens");
        rename(chat, "presence_penalty", options, "presencePenalty");
        rename(chat, "frequency_penalty", options, "frequencyPenalty");
        if (chat.path("logprobs").asBoolean(false)) {
            options.put("responseLogprobs", true);
            if (count(chat.path("top_logprobs")) > 0) {
                options.set("logprobs", chat.path("top_logprobs"));
            }
        }
        JsonNode stop = chat.path("stop");
        if (stop.isString()) {
            options.putArray("stopSequences").add(stop);
        } else if (stop.isArray()) {
            options.set("stopSequences", stop);
        }
        JsonNode format = chat.path("response_format");
        if (text(format.path("type")).startsWith("json")) {
            options.put("responseMimeType", "application/json");
            rename(format.path("json_schema"), "schema", options, "responseJsonSchema");
        }
        int budget =
                switch (text(chat.path("reasoning_effort"))) {
                    case "none", "minimal" -> 0;
                    case "low" -> 1_024;
                    case "medium" -> 8_192;
                    case "high", "xhigh" -> 24_576;
                    default -> -1;
                };
        if (budget >= 0) {
            options.putObject("thinkingConfig").put("thinkingBudget", budget).put("includeThoughts", budget > 0);
        }
        if (!options.isEmpty()) {
            request.set("generationConfig", options);
        }
        return request;
    }

    private static void tools(ObjectNode chat, ObjectNode request) {
        if (!chat.path("tools").isArray()) {
            return;
        }
        ArrayNode declared = array();
        for (JsonNode tool : chat.path("tools")) {
            if (!text(tool.path("type")).equals("function")) {
                throw new UntranslatableException("tools[].type");
            }
            ObjectNode function = object();
            copy(tool.path("function"), function, "name", "description");
            rename(tool.path("function"), "parameters", function, "parametersJsonSchema");
            declared.add(function);
        }
        request.putArray("tools").addObject().set("functionDeclarations", declared);
        JsonNode choice = chat.path("tool_choice");
        OnlyOpenAi.refuseOtherChoices(choice);
        ObjectNode calling = object();
        switch (text(choice)) {
            case "none" -> calling.put("mode", "NONE");
            case "required" -> calling.put("mode", "ANY");
            default -> {
                if (choice.isObject()) {
                    calling.put("mode", "ANY")
                            .putArray("allowedFunctionNames")
                            .add(text(choice.path("function").path("name")));
                }
            }
        }
        if (!calling.isEmpty()) {
            request.putObject("toolConfig").set("functionCallingConfig", calling);
        }
    }

    static void append(ArrayNode contents, String role, ArrayNode parts) {
        if (parts.isEmpty()) {
            return;
        }
        JsonNode last = contents.isEmpty() ? array() : contents.get(contents.size() - 1);
        if (text(last.path("role")).equals(role) && last.path("parts") instanceof ArrayNode given) {
            given.addAll(parts);
        } else {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    private static ArrayNode modelParts(JsonNode message, Map<String, String> names) {
        ArrayNode parts = array();
        String said = joined(message.path("content"));
        if (!said.isEmpty()) {
            parts.addObject().put("text", said);
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            names.put(text(call.path("id")), text(function.path("name")));
            ObjectNode part = parts.addObject();
            rename(call.path(EXTRA).path("google"), SIGNATURE, part, "thoughtSignature");
            ObjectNode made = part.putObject("functionCall");
            made.put("name", text(function.path("name")));
            made.set("args", parsed(text(function.path("arguments"))));
        }
        return parts;
    }

    private static ObjectNode response(JsonNode message, Map<String, String> names) {
        ObjectNode part = object();
        ObjectNode response = part.putObject("functionResponse");
        response.put("name", names.getOrDefault(text(message.path("tool_call_id")), "tool"));
        String told = joined(message.path("content"));
        ObjectNode parsed = parsed(told);
        response.set("response", parsed.isEmpty() ? object().put("result", told) : parsed);
        return part;
    }

    static ArrayNode userParts(JsonNode content) {
        ArrayNode parts = array();
        if (content.isString()) {
            parts.addObject().put("text", content.stringValue());
            return parts;
        }
        for (JsonNode part : content) {
            switch (text(part.path("type"))) {
                case "text" -> parts.addObject().put("text", text(part.path("text")));
                case "image_url" ->
                    parts.add(GeminiMedia.ofUrl(text(part.path("image_url").path("url"))));
                case "file" -> parts.add(GeminiMedia.ofFile(part.path("file")));
                case "input_audio" -> parts.add(GeminiMedia.ofSound(part.path("input_audio")));
                default -> throw new UntranslatableException("messages[].content[].type");
            }
        }
        return parts;
    }

    private static String finish(String reason, boolean called) {
        return switch (reason) {
            case "MAX_TOKENS" -> "length";
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY" ->
                "content_filter";
            default -> called ? "tool_calls" : "stop";
        };
    }

    private static ObjectNode usage(JsonNode counted) {
        long thoughts = count(counted.path("thoughtsTokenCount"));
        return ChatShapes.usage(TokenUsage.counted(
                count(counted.path("promptTokenCount")) + count(counted.path("toolUsePromptTokenCount")),
                count(counted.path("cachedContentTokenCount")),
                count(counted.path("candidatesTokenCount")) + thoughts,
                thoughts,
                // Images that were cached have the price of what is cached.
                Math.max(0, images(counted.path("promptTokensDetails")) - images(counted.path("cacheTokensDetails")))));
    }

    private static long images(JsonNode details) {
        long images = 0;
        for (JsonNode part : details) {
            if (text(part.path("modality")).equals("IMAGE")) {
                images += count(part.path("tokenCount"));
            }
        }
        return images;
    }

    private static ObjectNode call(JsonNode part) {
        JsonNode made = part.path("functionCall");
        String given = text(made.path("id"));
        ObjectNode call = ChatShapes.toolCall(
                given.isEmpty() ? ToolIds.made() : given,
                text(made.path("name")),
                printed(isSet(made.path("args")) ? made.path("args") : object()));
        if (isSet(part.path("thoughtSignature"))) {
            call.putObject(EXTRA).putObject("google").set(SIGNATURE, part.path("thoughtSignature"));
        }
        return call;
    }

    private void identify(JsonNode answer) {
        if (isSet(answer.path("responseId"))) {
            id = text(answer.path("responseId"));
        }
        if (isSet(answer.path("modelVersion"))) {
            model = text(answer.path("modelVersion"));
        }
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        identify(answer);
        ObjectNode completion = ChatShapes.head(id, model, "chat.completion");
        ArrayNode choices = completion.putArray("choices");
        for (JsonNode candidate : answer.path("candidates")) {
            StringBuilder said = new StringBuilder();
            StringBuilder thought = new StringBuilder();
            ArrayNode made = array();
            for (JsonNode part : candidate.path("content").path("parts")) {
                if (part.path("functionCall").isObject()) {
                    made.add(call(part));
                } else {
                    (part.path("thought").asBoolean(false) ? thought : said).append(text(part.path("text")));
                }
            }
            ObjectNode message = object().put("role", "assistant").put("content", said.toString());
            message.putNull("refusal");
            if (!thought.isEmpty()) {
                message.put("reasoning_content", thought.toString());
            }
            if (!made.isEmpty()) {
                message.set("tool_calls", made);
            }
            ObjectNode choice = choices.addObject().put("index", choices.size() - 1);
            choice.set("message", message);
            choice.set("logprobs", Probabilities.ofGemini(candidate));
            choice.put("finish_reason", finish(text(candidate.path("finishReason")), !made.isEmpty()));
        }
        if (choices.isEmpty()) {
            // The question was blocked: no candidate at all.
            ObjectNode choice = choices.addObject().put("index", 0);
            choice.set("message", ChatShapes.message("assistant", ""));
            choice.put("finish_reason", "content_filter");
        }
        if (answer.path("usageMetadata").isObject()) {
            completion.set("usage", usage(answer.path("usageMetadata")));
        }
        return completion;
    }

    @Override
    public List<Frame> next(Frame frame) {
        List<Frame> frames = new ArrayList<>();
        if (frame.isDone()) {
            end(frames);
            return frames;
        }
        JsonNode answer = frame.data();
        identify(answer);
        if (answer.path("usageMetadata").isObject()) {
            counted = answer.path("usageMetadata");
        }
        if (answer.path("promptFeedback").path("blockReason").isString()) {
            finishes.put(0, "content_filter");
        }
        for (JsonNode candidate : answer.path("candidates")) {
            int index = candidate.path("index").asInt(0);
            ObjectNode delta = object();
            if (begun.add(index)) {
                delta.put("role", "assistant");
            }
            for (JsonNode part : candidate.path("content").path("parts")) {
                part(index, part, delta);
            }
            ObjectNode logprobs = Probabilities.ofGemini(candidate);
            if (!delta.isEmpty() || logprobs != null) {
                Frame chunk = chunk(index, delta, null);
                if (logprobs != null && chunk.data().path("choices").path(0) instanceof ObjectNode choice) {
                    choice.set("logprobs", logprobs);
                }
                frames.add(chunk);
            }
            String reason = text(candidate.path("finishReason"));
            if (!reason.isEmpty()) {
                finishes.put(index, finish(reason, calls.containsKey(index)));
            }
        }
        return frames;
    }

    private void part(int index, JsonNode part, ObjectNode delta) {
        if (part.path("functionCall").isObject()) {
            int number = calls.merge(index, 1, Integer::sum) - 1;
            ArrayNode made = delta.path("tool_calls") instanceof ArrayNode given ? given : delta.putArray("tool_calls");
            made.add(call(part).put("index", number));
        } else {
            String field = part.path("thought").asBoolean(false) ? "reasoning_content" : "content";
            delta.put(field, text(delta.path(field)) + text(part.path("text")));
        }
    }

    /// This format has no mark of its end: the stream just ends.
    private void end(List<Frame> frames) {
        if (done) {
            return;
        }
        done = true;
        finishes.forEach((index, reason) -> frames.add(chunk(index, object(), reason)));
        if (counted != null) {
            ObjectNode last = ChatShapes.head(id, model, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(counted));
            frames.add(Frame.of(last));
        }
        frames.add(Frame.DONE);
    }

    private Frame chunk(int index, ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = ChatShapes.chunk(id, model, delta, reason);
        if (index > 0 && chunk.path("choices").path(0) instanceof ObjectNode choice) {
            choice.put("index", index);
        }
        return Frame.of(chunk);
    }
}
