package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.rename;
import static eu.rempart.core.wire.Nodes.text;

import java.util.BitSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests of OpenAI's [responses](https://platform.openai.com/docs/api-reference/responses) as chat completions.
final class ResponsesRequests {

    private ResponsesRequests() {}

    static ObjectNode toChat(ObjectNode request) {
        ObjectNode chat = object();
        copy(
                request,
                chat,
                "model",
                "temperature",
                "top_p",
                "stream",
                "parallel_tool_calls",
                "service_tier",
                "user",
                "prompt_cache_key",
                "safety_identifier");
        boolean told = request.path("include").valueStream().anyMatch(wanted -> text(wanted)
                .equals("message.output_text.logprobs"));
        if (told || Nodes.count(request.path("top_logprobs")) > 0) {
            chat.put("logprobs", true);
            rename(request, "top_logprobs", chat, "top_logprobs");
        }
        rename(request, "max_output_tokens", chat, "max_completion_tokens");
        rename(request.path("reasoning"), "effort", chat, "reasoning_effort");
        rename(request.path("text"), "verbosity", chat, "verbosity");
        ArrayNode messages = chat.putArray("messages");
        if (request.path("instructions").isString()) {
            messages.add(ChatShapes.message("system", text(request.path("instructions"))));
        }
        JsonNode input = request.path("input");
        if (input.isString()) {
            messages.add(ChatShapes.message("user", input.stringValue()));
        } else {
            SignedReasoning.Reader signed = new SignedReasoning.Reader();
            BitSet lost = StatelessResponses.lost(input);
            for (int i = 0; i < input.size(); i++) {
                JsonNode item = input.get(i);
                if (lost.get(i)) {
                    continue;
                }
                item(item, messages);
                signed(item, messages, signed);
            }
        }
        if (request.path("tools").isArray()) {
            ArrayNode tools = chat.putArray("tools");
            for (JsonNode tool : request.path("tools")) {
                if (PlainTools.isFreeForm(tool)) {
                    ObjectNode custom = tools.addObject().put("type", "custom").putObject("custom");
                    copy(tool, custom, "name", "description", "format");
                    continue;
                }
                if (!text(tool.path("type")).equals("function")) {
                    throw new UntranslatableException("tools[].type");
                }
                tools.add(ChatShapes.function(
                        tool.path("name"), tool.path("description"), tool.path("parameters"), tool.path("strict")));
            }
        }
        JsonNode choice = request.path("tool_choice");
        if (choice.isString()) {
            chat.set("tool_choice", choice);
        } else if (choice.isObject()) {
            chat.set("tool_choice", choice(choice));
        }
        format(request.path("text").path("format"), chat);
        return chat;
    }

    private static ObjectNode choice(JsonNode choice) {
        String type = text(choice.path("type"));
        ObjectNode chosen = object().put("type", type);
        switch (type) {
            case "function", "custom" -> chosen.putObject(type).set("name", choice.path("name"));
            case "allowed_tools" -> {
                ObjectNode allowed = chosen.putObject(type);
                copy(choice, allowed, "mode");
                ArrayNode tools = allowed.putArray("tools");
                choice.path("tools").forEach(tool -> tools.add(choice(tool)));
            }
            default -> throw new UntranslatableException("tool_choice");
        }
        return chosen;
    }

    private static void format(JsonNode format, ObjectNode chat) {
        switch (text(format.path("type"))) {
            case "json_object" -> chat.putObject("response_format").put("type", "json_object");
            case "json_schema" -> {
                ObjectNode schema = chat.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema");
                copy(format, schema, "name", "description", "schema", "strict");
            }
            default -> {}
        }
    }

    private static void item(JsonNode item, ArrayNode messages) {
        switch (item.path("type").asString("message")) {
            case "message" -> {
                String role = text(item.path("role"));
                ObjectNode message = object().put("role", role);
                if (role.equals("assistant")) {
                    message.put("content", joined(item.path("content")));
                } else {
                    ChatShapes.content(message, parts(item.path("content")));
                }
                messages.add(message);
            }
            case "function_call", "custom_tool_call" -> {
                ObjectNode call = call(item);
                // Calls that were made together stand in one message.
                if (!messages.isEmpty()
                        && messages.get(messages.size() - 1) instanceof ObjectNode last
                        && text(last.path("role")).equals("assistant")) {
                    ArrayNode calls =
                            last.path("tool_calls") instanceof ArrayNode made ? made : last.putArray("tool_calls");
                    calls.add(call);
                } else {
                    ObjectNode message = object().put("role", "assistant").putNull("content");
                    message.putArray("tool_calls").add(call);
                    messages.add(message);
                }
            }
            case "function_call_output", "custom_tool_call_output" -> {
                JsonNode output = item.path("output");
                ArrayNode told = output.isString() || output.isArray()
                        ? parts(output)
                        : array().add(ChatShapes.textPart(printed(output)));
                messages.add(ToolResults.message(text(item.path("call_id")), told));
            }
            case "reasoning" -> {}
            default -> throw new UntranslatableException("input[].type");
        }
    }

    private static ObjectNode call(JsonNode item) {
        String id = text(item.path("call_id"));
        if (!text(item.path("type")).equals("custom_tool_call")) {
            return ChatShapes.toolCall(id, text(item.path("name")), text(item.path("arguments")));
        }
        ObjectNode call = object().put("id", id).put("type", "custom");
        call.putObject("custom").put("name", text(item.path("name"))).put("input", text(item.path("input")));
        return call;
    }

    /// What a model signed stands in an item before what it belongs to.
    private static void signed(JsonNode item, ArrayNode messages, SignedReasoning.Reader signed) {
        String type = item.path("type").asString("message");
        if (type.equals("reasoning")) {
            signed.item(item);
        } else if (messages.path(messages.size() - 1) instanceof ObjectNode last
                && text(last.path("role")).equals("assistant")) {
            JsonNode calls = last.path("tool_calls");
            boolean called = type.equals("function_call") || type.equals("custom_tool_call");
            if (called && calls.path(calls.size() - 1) instanceof ObjectNode call) {
                signed.onCall(call, last);
            } else {
                signed.onMessage(last);
            }
        } else {
            // A turn of somebody else: what was signed before belongs to nothing that follows.
            signed.clear();
        }
    }

    private static ArrayNode parts(JsonNode content) {
        ArrayNode parts = array();
        if (content.isString()) {
            return parts.add(ChatShapes.textPart(content.stringValue()));
        }
        for (JsonNode part : content) {
            switch (text(part.path("type"))) {
                case "input_text", "output_text", "text" -> parts.add(ChatShapes.textPart(text(part.path("text"))));
                case "input_image" -> {
                    if (!isSet(part.path("image_url"))) {
                        throw new UntranslatableException("input[].content[].file_id");
                    }
                    parts.add(ChatShapes.imagePart(text(part.path("image_url"))));
                }
                case "input_file" -> {
                    if (!isSet(part.path("file_data"))) {
                        throw new UntranslatableException("input[].content[].file_id");
                    }
                    ObjectNode file = object().put("type", "file");
                    copy(part, file.putObject("file"), "filename", "file_data");
                    parts.add(file);
                }
                default -> throw new UntranslatableException("input[].content[].type");
            }
        }
        return parts;
    }
}
