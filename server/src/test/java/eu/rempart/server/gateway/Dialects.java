package eu.rempart.server.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The three formats as a client writes and reads them.
enum Dialects {
    CHAT("/v1/chat/completions"),
    RESPONSES("/v1/responses"),
    MESSAGES("/v1/messages");

    static final JsonMapper JSON = new JsonMapper();

    private final String path;

    Dialects(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /// What a client made of an answer.
    ///
    /// @param whole whether the answer said that it is over
    /// @param error the code of the error that ended it; empty if none
    record Answer(String text, String tool, String arguments, boolean whole, String error, int events) {}

    String question(String model, boolean stream, String system, String question) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", stream);
        if (this == RESPONSES) {
            return body.put("instructions", system)
                    .put("input", question)
                    .put("max_output_tokens", 50)
                    .toString();
        }
        if (this == MESSAGES) {
            body.put("system", system).put("max_tokens", 50);
        } else {
            body.put("max_tokens", 50);
        }
        var messages = body.putArray("messages");
        if (this == CHAT) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", question);
        return body.toString();
    }

    /// The same with a tool `send_mail` that takes an address.
    String toolQuestion(String model, boolean stream, String question) {
        ObjectNode body = (ObjectNode) JSON.readTree(question(model, stream, "Be brief.", question));
        String schema = "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}}}";
        ObjectNode tool = body.putArray("tools").addObject();
        switch (this) {
            case CHAT -> {
                ObjectNode function =
                        tool.put("type", "function").putObject("function").put("name", "send_mail");
                function.set("parameters", JSON.readTree(schema));
            }
            case RESPONSES ->
                tool.put("type", "function").put("name", "send_mail").set("parameters", JSON.readTree(schema));
            case MESSAGES -> tool.put("name", "send_mail").set("input_schema", JSON.readTree(schema));
        }
        return body.toString();
    }

    Answer read(boolean stream, String body) {
        return stream ? streamed(body) : whole(JSON.readTree(body));
    }

    private Answer whole(JsonNode root) {
        if (root.hasNonNull("error") && root.path("error").isObject()) {
            return new Answer("", "", "", false, root.path("error").path("code").asString(""), 0);
        }
        return switch (this) {
            case CHAT -> {
                JsonNode choice = root.path("choices").path(0);
                JsonNode call =
                        choice.path("message").path("tool_calls").path(0).path("function");
                yield new Answer(
                        choice.path("message").path("content").asString(""),
                        call.path("name").asString(""),
                        call.path("arguments").asString(""),
                        choice.path("finish_reason").isString(),
                        "",
                        1);
            }
            case MESSAGES -> {
                StringBuilder text = new StringBuilder();
                String tool = "";
                String arguments = "";
                for (JsonNode block : root.path("content")) {
                    text.append(block.path("text").asString(""));
                    if (block.path("type").asString("").equals("tool_use")) {
                        tool = block.path("name").asString("");
                        arguments = block.path("input").toString();
                    }
                }
                yield new Answer(
                        text.toString(),
                        tool,
                        arguments,
                        root.path("stop_reason").isString(),
                        "",
                        1);
            }
            case RESPONSES -> {
                StringBuilder text = new StringBuilder();
                String tool = "";
                String arguments = "";
                for (JsonNode item : root.path("output")) {
                    for (JsonNode part : item.path("content")) {
                        text.append(part.path("text").asString(""));
                    }
                    if (item.path("type").asString("").equals("function_call")) {
                        tool = item.path("name").asString("");
                        arguments = item.path("arguments").asString("");
                    }
                }
                yield new Answer(
                        text.toString(),
                        tool,
                        arguments,
                        root.path("status").asString("").equals("completed"),
                        "",
                        1);
            }
        };
    }

    private Answer streamed(String body) {
        if (body.startsWith("{")) {
            return whole(JSON.readTree(body));
        }
        StringBuilder text = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        List<String> tools = new ArrayList<>();
        boolean whole = false;
        String error = "";
        int events = 0;
        for (String event : body.split("\n\n", -1)) {
            String data = event.lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring("data: ".length()))
                    .reduce("", String::concat);
            if (data.isEmpty()) {
                continue;
            }
            events++;
            if (data.equals("[DONE]")) {
                whole = true;
                continue;
            }
            JsonNode node = JSON.readTree(data);
            if (node.path("error").isObject()) {
                error = node.path("error").path("code").asString("?");
                continue;
            }
            Function<JsonNode, String> string = value -> value.asString("");
            switch (this) {
                case CHAT -> {
                    JsonNode delta = node.path("choices").path(0).path("delta");
                    text.append(string.apply(delta.path("content")));
                    JsonNode function = delta.path("tool_calls").path(0).path("function");
                    if (function.hasNonNull("name")) {
                        tools.add(string.apply(function.path("name")));
                    }
                    arguments.append(string.apply(function.path("arguments")));
                }
                case MESSAGES -> {
                    text.append(string.apply(node.path("delta").path("text")));
                    arguments.append(string.apply(node.path("delta").path("partial_json")));
                    if (node.path("content_block").path("type").asString("").equals("tool_use")) {
                        tools.add(string.apply(node.path("content_block").path("name")));
                    }
                    whole |= node.path("type").asString("").equals("message_stop");
                }
                case RESPONSES -> {
                    switch (string.apply(node.path("type"))) {
                        case "response.output_text.delta" -> text.append(string.apply(node.path("delta")));
                        case "response.function_call_arguments.delta" ->
                            arguments.append(string.apply(node.path("delta")));
                        case "response.output_item.added" -> {
                            if (node.path("item").hasNonNull("name")) {
                                tools.add(string.apply(node.path("item").path("name")));
                            }
                        }
                        case "response.completed" -> whole = true;
                        case "error" -> error = string.apply(node.path("code"));
                        default -> {}
                    }
                }
            }
        }
        return new Answer(
                text.toString(), tools.isEmpty() ? "" : tools.getFirst(), arguments.toString(), whole, error, events);
    }
}
