package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.rename;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests between Anthropic's [messages](https://docs.anthropic.com/en/api/messages) and chat completions.
///
/// Of messages `cache_control`, `context_management` and `metadata` but its user are hints, left out on the way to
/// another format. What chat completions ask for beyond this one: see [OnlyOpenAi].
final class MessagesRequests {

    /// The tool through which a model without JSON mode is made to answer in a schema.
    static final String JSON_TOOL = "json_answer";

    /// What only Anthropic runs or does over there.
    private static final List<String> ONLY_HERE = List.of("mcp_servers", "container");

    private MessagesRequests() {}

    /// Messages as chat completions. Of reasoning only what was signed goes on: see [SignedReasoning].
    static ObjectNode toChat(ObjectNode request) {
        ObjectNode chat = object();
        copy(request, chat, "model", "max_tokens", "temperature", "top_p", "top_k", "stream");
        rename(request, "stop_sequences", chat, "stop");
        rename(request.path("metadata"), "user_id", chat, "user");
        ArrayNode messages = chat.putArray("messages");
        String system = joined(request.path("system"));
        if (!system.isEmpty()) {
            messages.add(ChatShapes.message("system", system));
        }
        for (JsonNode message : request.path("messages")) {
            if (text(message.path("role")).equals("assistant")) {
                assistant(message.path("content"), messages);
            } else {
                user(message.path("content"), messages);
            }
        }
        if (request.path("tools").isArray()) {
            ArrayNode tools = chat.putArray("tools");
            for (JsonNode tool : request.path("tools")) {
                String type = text(tool.path("type"));
                if (!type.isEmpty() && !type.equals("custom")) {
                    throw new UntranslatableException("tools[].type");
                }
                tools.add(ChatShapes.function(
                        tool.path("name"), tool.path("description"), tool.path("input_schema"), tool.path("strict")));
            }
        }
        toolChoice(request.path("tool_choice"), chat);
        output(request, chat);
        for (String field : ONLY_HERE) {
            JsonNode value = request.path(field);
            if (isSet(value) && !(value.isArray() && value.isEmpty())) {
                throw new UntranslatableException(field);
            }
        }
        JsonNode thinking = request.path("thinking");
        if (text(thinking.path("type")).equals("enabled")) {
            long budget = Nodes.count(thinking.path("budget_tokens"));
            chat.put(
                    "reasoning_effort",
                    budget < ClaudeThinking.MEDIUM_BUDGET
                            ? "low"
                            : budget < ClaudeThinking.HIGH_BUDGET ? "medium" : "high");
        } else if (text(thinking.path("type")).equals("disabled")) {
            chat.put("reasoning_effort", "none");
        }
        switch (text(request.path("service_tier"))) {
            case "auto" -> chat.put("service_tier", "auto");
            case "standard_only" -> chat.put("service_tier", "default");
            default -> {}
        }
        return chat;
    }

    private static void output(JsonNode request, ObjectNode chat) {
        JsonNode config = request.path("output_config");
        // What it was called at first.
        JsonNode format = isSet(config.path("format")) ? config.path("format") : request.path("output_format");
        if (isSet(format)) {
            if (!text(format.path("type")).equals("json_schema")) {
                throw new UntranslatableException("output_config.format");
            }
            ObjectNode schema = chat.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "answer")
                    .put("strict", true);
            copy(format, schema, "schema");
        }
        switch (text(config.path("effort"))) {
            case "low", "medium", "high" -> chat.set("reasoning_effort", config.path("effort"));
            case "xhigh", "max" -> chat.put("reasoning_effort", "high");
            default -> {}
        }
    }

    private static void toolChoice(JsonNode choice, ObjectNode chat) {
        switch (text(choice.path("type"))) {
            case "auto" -> chat.put("tool_choice", "auto");
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" -> {
                ObjectNode named = chat.putObject("tool_choice").put("type", "function");
                named.putObject("function").set("name", choice.path("name"));
            }
            default -> {}
        }
        if (choice.path("disable_parallel_tool_use").asBoolean(false)) {
            chat.put("parallel_tool_calls", false);
        }
    }

    private static void assistant(JsonNode content, ArrayNode messages) {
        ObjectNode message = object().put("role", "assistant");
        if (content.isString()) {
            messages.add(message.put("content", content.stringValue()));
            return;
        }
        StringBuilder said = new StringBuilder();
        ArrayNode calls = array();
        SignedReasoning.Reader signed = new SignedReasoning.Reader();
        for (JsonNode block : content) {
            switch (text(block.path("type"))) {
                case "text" -> said.append(text(block.path("text")));
                case "tool_use" -> {
                    ObjectNode call = ChatShapes.toolCall(
                            text(block.path("id")), text(block.path("name")), printed(block.path("input")));
                    signed.onCall(call, message);
                    calls.add(call);
                }
                case "thinking", "redacted_thinking" -> signed.block(block);
                default -> throw new UntranslatableException("messages[].content[].type");
            }
        }
        if (said.isEmpty() && !calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", said.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        messages.add(message);
    }

    private static void user(JsonNode content, ArrayNode messages) {
        if (content.isString()) {
            messages.add(ChatShapes.message("user", content.stringValue()));
            return;
        }
        ArrayNode parts = array();
        for (JsonNode block : content) {
            // The results of tools stand before what the user says to them.
            if (text(block.path("type")).equals("tool_result")) {
                messages.add(ToolResults.message(text(block.path("tool_use_id")), result(block)));
            } else {
                part(block, "messages[].content[].type", parts);
            }
        }
        if (!parts.isEmpty()) {
            ObjectNode message = object().put("role", "user");
            ChatShapes.content(message, parts);
            messages.add(message);
        }
    }

    private static void part(JsonNode block, String place, ArrayNode parts) {
        switch (text(block.path("type"))) {
            case "text" -> parts.add(ChatShapes.textPart(text(block.path("text"))));
            case "image" -> parts.add(ChatShapes.imagePart(imageUrl(block.path("source"))));
            case "document" -> document(block, parts);
            case "search_result" -> parts.add(ChatShapes.textPart(ToolResults.searchResult(block)));
            default -> throw new UntranslatableException(place);
        }
    }

    private static ArrayNode result(JsonNode block) {
        ArrayNode parts = array();
        JsonNode content = block.path("content");
        if (content.isString()) {
            parts.add(ChatShapes.textPart(content.stringValue()));
        } else {
            for (JsonNode inner : content) {
                part(inner, "messages[].content[].content[].type", parts);
            }
        }
        if (block.path("is_error").asBoolean(false)) {
            String first = text(parts.path(0).path("text"));
            if (!first.isEmpty()) {
                parts.remove(0);
            }
            parts.insert(0, ChatShapes.textPart("Error: " + first));
        }
        return parts;
    }

    private static String imageUrl(JsonNode source) {
        return switch (text(source.path("type"))) {
            case "base64" -> "data:" + text(source.path("media_type")) + ";base64," + text(source.path("data"));
            case "url" -> text(source.path("url"));
            default -> throw new UntranslatableException("messages[].content[].source.type");
        };
    }

    private static void document(JsonNode block, ArrayNode parts) {
        if (block.path("citations").path("enabled").asBoolean(false)) {
            throw new UntranslatableException("messages[].content[].citations");
        }
        JsonNode source = block.path("source");
        switch (text(source.path("type"))) {
            case "text" -> parts.add(ChatShapes.textPart(text(source.path("data"))));
            case "content" -> parts.add(ChatShapes.textPart(joined(source.path("content"))));
            case "base64" -> {
                ObjectNode part = object().put("type", "file");
                part.putObject("file")
                        .put("filename", block.path("title").asString("document.pdf"))
                        .put(
                                "file_data",
                                "data:" + text(source.path("media_type")) + ";base64," + text(source.path("data")));
                parts.add(part);
            }
            default -> throw new UntranslatableException("messages[].content[].source.type");
        }
    }

    /// What servers with OpenAI's interface do not know, or not all: hints, left out on the way there.
    static void leaveOutForOpenAi(ObjectNode chat) {
        chat.remove("top_k");
        if (text(chat.path("reasoning_effort")).equals("none")) {
            chat.remove("reasoning_effort");
        }
    }

    /// Chat completions as messages.
    static ObjectNode fromChat(ObjectNode chat) {
        if (chat.path("n").asInt(1) > 1) {
            throw new UntranslatableException("n");
        }
        ClaudeModel model = ClaudeModel.of(text(chat.path("model")));
        ObjectNode request = object();
        copy(chat, request, "model", "stream");
        long limit = Nodes.count(chat.path("max_completion_tokens"));
        limit = limit > 0 ? limit : Nodes.count(chat.path("max_tokens"));
        // This API wants one; the other one has none unless it is told.
        request.put("max_tokens", limit > 0 ? limit : model.maxOutput());
        ClaudeThinking.sampling(chat, model, request);
        JsonNode stop = chat.path("stop");
        if (stop.isString()) {
            request.putArray("stop_sequences").add(stop);
        } else if (stop.isArray()) {
            request.set("stop_sequences", stop);
        }
        if (chat.path("user").isString()) {
            request.putObject("metadata").set("user_id", chat.path("user"));
        }
        switch (text(chat.path("service_tier"))) {
            // What was paid for beforehand is used where there is something left of it; nothing here is dearer.
            case "auto", "priority" -> request.put("service_tier", "auto");
            case "default", "flex" -> request.put("service_tier", "standard_only");
            default -> {}
        }
        StringBuilder system = new StringBuilder();
        request.set("messages", messages(chat.path("messages"), system));
        tools(chat, model, request);
        format(chat.path("response_format"), model, request, system);
        if (!system.isEmpty()) {
            request.put("system", system.toString());
        }
        ClaudeThinking.reasoning(chat, model, limit, request);
        return request;
    }

    private static void format(JsonNode format, ClaudeModel model, ObjectNode request, StringBuilder system) {
        switch (text(format.path("type"))) {
            case "json_object" ->
                say("Answer with one JSON object and nothing else: no Markdown fence, no words around it.", system);
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                Optional<ObjectNode> said = model.takesSchemas() ? ClaudeSchema.of(schema) : Optional.empty();
                if (said.isPresent()) {
                    ClaudeThinking.config(request)
                            .putObject("format")
                            .put("type", "json_schema")
                            .set("schema", said.get());
                } else {
                    answerByTool(schema, model, request, system);
                }
            }
            default -> {}
        }
    }

    private static void say(String more, StringBuilder system) {
        system.append(system.isEmpty() ? "" : "\n\n").append(more);
    }

    private static void answerByTool(JsonNode schema, ClaudeModel model, ObjectNode request, StringBuilder system) {
        ArrayNode tools = request.path("tools") instanceof ArrayNode given ? given : request.putArray("tools");
        boolean none = text(request.path("tool_choice").path("type")).equals("none");
        if (none && !model.canBeForced()) {
            tools.removeAll();
        }
        ObjectNode tool = object().put("name", JSON_TOOL).put("description", "Gives the answer. Always use it, once.");
        tool.set("input_schema", isSet(schema) ? schema : object().put("type", "object"));
        tools.add(tool);
        if (!model.canBeForced()) {
            request.remove("tool_choice");
            say("Give your answer only by calling the tool " + JSON_TOOL + ", never as text.", system);
        } else if (tools.size() == 1 || none) {
            request.putObject("tool_choice").put("type", "tool").put("name", JSON_TOOL);
        } else {
            // Where the client has tools of its own the model may still choose one of them.
            request.putObject("tool_choice").put("type", "any");
        }
    }

    private static void tools(ObjectNode chat, ClaudeModel model, ObjectNode request) {
        JsonNode choice = chat.path("tool_choice");
        OnlyOpenAi.refuseOtherChoices(choice);
        if (!model.canBeForced() && (choice.isObject() || text(choice).equals("required"))) {
            throw new UntranslatableException("tool_choice");
        }
        if (chat.path("tools").isArray()) {
            ArrayNode tools = request.putArray("tools");
            for (JsonNode tool : chat.path("tools")) {
                if (!text(tool.path("type")).equals("function")) {
                    throw new UntranslatableException("tools[].type");
                }
                JsonNode function = tool.path("function");
                ObjectNode made = object();
                copy(function, made, "name", "description");
                made.set(
                        "input_schema",
                        isSet(function.path("parameters"))
                                ? function.path("parameters")
                                : object().put("type", "object"));
                tools.add(made);
            }
        }
        ObjectNode chosen = object();
        switch (text(choice)) {
            case "auto" -> chosen.put("type", "auto");
            case "required" -> chosen.put("type", "any");
            case "none" -> chosen.put("type", "none");
            default -> {
                if (choice.isObject()) {
                    chosen.put("type", "tool")
                            .set("name", choice.path("function").path("name"));
                }
            }
        }
        if (!chat.path("parallel_tool_calls").asBoolean(true)
                && chat.path("tools").isArray()) {
            if (chosen.isEmpty()) {
                chosen.put("type", "auto");
            }
            if (!text(chosen.path("type")).equals("none")) {
                chosen.put("disable_parallel_tool_use", true);
            }
        }
        if (!chosen.isEmpty()) {
            request.set("tool_choice", chosen);
        }
    }

    private static ArrayNode messages(JsonNode from, StringBuilder system) {
        ArrayNode messages = array();
        for (JsonNode message : from) {
            switch (text(message.path("role"))) {
                case "system", "developer" ->
                    system.append(system.isEmpty() ? "" : "\n\n").append(joined(message.path("content")));
                case "assistant" -> append(messages, "assistant", assistantBlocks(message));
                case "tool", "function" -> append(messages, "user", array().add(toolResult(message)));
                default -> append(messages, "user", userBlocks(message.path("content")));
            }
        }
        return messages;
    }

    /// This API wants the two to take turns.
    private static void append(ArrayNode messages, String role, ArrayNode blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        JsonNode last = messages.isEmpty() ? array() : messages.get(messages.size() - 1);
        if (text(last.path("role")).equals(role) && last.path("content") instanceof ArrayNode content) {
            content.addAll(blocks);
        } else {
            ObjectNode message = object().put("role", role);
            message.set("content", blocks);
            messages.add(message);
        }
    }

    private static ObjectNode toolResult(JsonNode message) {
        ObjectNode result = object().put("type", "tool_result").put("tool_use_id", text(message.path("tool_call_id")));
        if (ToolResults.media(message).isEmpty()) {
            return result.put("content", joined(message.path("content")));
        }
        result.set("content", userBlocks(message.path("content")));
        return result;
    }

    private static ArrayNode assistantBlocks(JsonNode message) {
        ArrayNode blocks = SignedReasoning.readable(message);
        say(joined(message.path("content")), blocks);
        for (JsonNode call : message.path("tool_calls")) {
            blocks.addAll(SignedReasoning.readable(call));
            JsonNode function = call.path("function");
            ObjectNode use = object().put("type", "tool_use")
                    .put("id", text(call.path("id")))
                    .put("name", text(function.path("name")));
            use.set("input", parsed(text(function.path("arguments"))));
            blocks.add(use);
        }
        return blocks;
    }

    private static ArrayNode userBlocks(JsonNode content) {
        ArrayNode blocks = array();
        if (content.isString()) {
            say(content.stringValue(), blocks);
            return blocks;
        }
        for (JsonNode part : content) {
            switch (text(part.path("type"))) {
                case "text" -> say(text(part.path("text")), blocks);
                case "image_url" ->
                    blocks.add(media("image", text(part.path("image_url").path("url"))));
                case "file" -> blocks.add(media("document", ToolResults.fileData(part)));
                default -> throw new UntranslatableException("messages[].content[].type");
            }
        }
        return blocks;
    }

    /// A block without words is refused over there.
    private static void say(String text, ArrayNode blocks) {
        if (!text.isBlank()) {
            blocks.add(ChatShapes.textPart(text));
        }
    }

    private static ObjectNode media(String type, String url) {
        ObjectNode block = object().put("type", type);
        ObjectNode source = block.putObject("source");
        DataUrl data = DataUrl.parse(url);
        if (data == null) {
            source.put("type", "url").put("url", url);
        } else {
            source.put("type", "base64").put("media_type", data.type()).put("data", data.base64());
        }
        return block;
    }
}
