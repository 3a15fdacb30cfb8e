package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;

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

    /// @param images tokens of `input` that are images and not cached; OpenAI names them only where there are some
    static ObjectNode usage(long input, long cached, long output, long reasoning, long images) {
        ObjectNode usage = object().put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        ObjectNode details = usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        if (images > 0) {
            details.put("image_tokens", images);
        }
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
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
