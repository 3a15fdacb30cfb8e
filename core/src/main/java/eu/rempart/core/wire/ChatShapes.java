package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;

import eu.rempart.core.cost.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Pieces of chat completions, as [OpenAI's reference](https://platform.openai.com/docs/api-reference/chat) has them.
final class ChatShapes {

    private ChatShapes() {}

    static ObjectNode message(String role, String content) {
        return object().put("role", role).put("content", content);
    }

    static ObjectNode textPart(String text) {
        return object().put("type", "text").put("text", text);
    }

    static ObjectNode imagePart(String url) {
        ObjectNode part = object().put("type", "image_url");
        part.putObject("image_url").put("url", url);
        return part;
    }

    static ObjectNode toolCall(String id, String name, String arguments) {
        ObjectNode call = object().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        return call;
    }

    static ObjectNode function(JsonNode name, JsonNode description, JsonNode parameters, JsonNode strict) {
        ObjectNode tool = object().put("type", "function");
        ObjectNode function = tool.putObject("function");
        function.set("name", name);
        if (Nodes.isSet(description)) {
            function.set("description", description);
        }
        if (Nodes.isSet(parameters)) {
            function.set("parameters", parameters);
        }
        if (strict.isBoolean()) {
            function.set("strict", strict);
        }
        return tool;
    }

    /// A single text part is a string: what every server understands.
    static void content(ObjectNode message, ArrayNode parts) {
        if (parts.size() == 1 && parts.get(0).path("type").asString("").equals("text")) {
            message.set("content", parts.get(0).path("text"));
        } else if (parts.isEmpty()) {
            message.put("content", "");
        } else {
            message.set("content", parts);
        }
    }

    /// What a model thought aloud: servers disagree on where that stands.
    static String reasoning(JsonNode message) {
        String told = Nodes.text(message.path("reasoning_content"));
        told = told.isEmpty() ? Nodes.text(message.path("reasoning")) : told;
        if (!told.isEmpty() || !message.path("content").isArray()) {
            return told;
        }
        StringBuilder parts = new StringBuilder();
        message.path("content").forEach(part -> parts.append(Nodes.joined(part.path("thinking"))));
        return parts.toString();
    }

    /// What the usage of a completion says.
    static TokenUsage counted(JsonNode usage) {
        return counted(
                usage.path("prompt_tokens"),
                usage.path("prompt_tokens_details"),
                usage.path("completion_tokens"),
                usage.path("completion_tokens_details"));
    }

    /// The same of the parts, which the format of responses calls otherwise.
    static TokenUsage counted(JsonNode input, JsonNode inputDetails, JsonNode output, JsonNode outputDetails) {
        return TokenUsage.counted(
                        Nodes.count(input),
                        Nodes.count(inputDetails.path("cached_tokens")),
                        Nodes.count(output),
                        Nodes.count(outputDetails.path("reasoning_tokens")),
                        Nodes.count(inputDetails.path("image_tokens")))
                .withCacheWrites(Nodes.count(inputDetails.path("cache_write_tokens")), 0);
    }

    /// The usage of a completion.
    static ObjectNode usage(TokenUsage used) {
        ObjectNode usage = object().put("prompt_tokens", used.input())
                .put("completion_tokens", used.output())
                .put("total_tokens", used.input() + used.output());
        ObjectNode details = usage.putObject("prompt_tokens_details").put("cached_tokens", used.cachedInput());
        if (used.image() > 0) {
            details.put("image_tokens", used.image());
        }
        long written = used.cacheWrite() + used.longCacheWrite();
        if (written > 0) {
            // Not OpenAI's at first, but what gateways before us call it.
            details.put("cache_write_tokens", written);
        }
        usage.putObject("completion_tokens_details").put("reasoning_tokens", used.reasoning());
        return usage;
    }

    /// A whole completion with one choice.
    static ObjectNode completion(String id, String model, ObjectNode message, String finish, ObjectNode usage) {
        ObjectNode completion = head(id, model, "chat.completion");
        ObjectNode choice = object().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs");
        choice.put("finish_reason", finish);
        completion.set("choices", array().add(choice));
        completion.set("usage", usage);
        return completion;
    }

    static ObjectNode head(String id, String model, String object) {
        return object().put("id", id)
                .put("object", object)
                .put("created", System.currentTimeMillis() / 1_000)
                .put("model", model);
    }

    /// A piece of a stream with one choice.
    static ObjectNode chunk(String id, String model, ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = head(id, model, "chat.completion.chunk");
        ObjectNode choice = object().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.put("finish_reason", reason);
        chunk.set("choices", array().add(choice));
        return chunk;
    }
}
