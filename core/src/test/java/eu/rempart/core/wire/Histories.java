package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What programs on the SDKs do with an answer: they send it back as they read it, with what their tools said.
final class Histories {

    private Histories() {}

    /// What a program keeps of a whole answer.
    static ArrayNode said(Dialect client, ObjectNode answer) {
        return switch (client) {
            case CHAT -> array().add(answer.at("/choices/0/message"));
            case MESSAGES -> (ArrayNode) answer.path("content");
            case RESPONSES -> (ArrayNode) answer.path("output");
            case OLLAMA, GEMINI -> throw new IllegalArgumentException();
        };
    }

    /// What a program keeps of a stream, put together as the SDKs do.
    static ArrayNode streamed(Dialect client, List<Frame> frames) {
        return switch (client) {
            case CHAT -> array().add(message(frames));
            case MESSAGES -> blocks(frames);
            case RESPONSES ->
                frames.stream()
                        .filter(frame -> text(frame.data().path("type")).equals("response.completed"))
                        .map(frame -> (ArrayNode) frame.data().at("/response/output"))
                        .findFirst()
                        .orElseThrow();
            case OLLAMA, GEMINI -> throw new IllegalArgumentException();
        };
    }

    /// OpenAI's SDK puts texts and arguments together; of what it does not know it keeps the last.
    private static ObjectNode message(List<Frame> frames) {
        ObjectNode message = object();
        for (Frame frame : frames) {
            JsonNode delta = frame.isDone() ? object() : frame.data().at("/choices/0/delta");
            for (var field : delta.properties()) {
                switch (field.getKey()) {
                    case "content" -> message.put("content", text(message.path("content")) + text(field.getValue()));
                    case "tool_calls" -> field.getValue().forEach(call -> call(call, message));
                    default -> message.set(field.getKey(), field.getValue());
                }
            }
        }
        return message;
    }

    private static void call(JsonNode piece, ObjectNode message) {
        ArrayNode calls =
                message.path("tool_calls") instanceof ArrayNode given ? given : message.putArray("tool_calls");
        int index = piece.path("index").asInt();
        if (index == calls.size()) {
            ObjectNode call = (ObjectNode) piece.deepCopy();
            call.remove("index");
            calls.add(call);
        } else {
            ObjectNode function = (ObjectNode) calls.get(index).path("function");
            function.put("arguments", text(function.path("arguments")) + text(piece.at("/function/arguments")));
        }
    }

    private static ArrayNode blocks(List<Frame> frames) {
        ArrayNode blocks = array();
        List<StringBuilder> inputs = new ArrayList<>();
        for (Frame frame : frames) {
            JsonNode event = frame.data();
            if (text(event.path("type")).equals("content_block_start")) {
                blocks.add(event.path("content_block").deepCopy());
                inputs.add(new StringBuilder());
            } else if (text(event.path("type")).equals("content_block_delta")) {
                int index = event.path("index").asInt();
                ObjectNode block = (ObjectNode) blocks.get(index);
                JsonNode delta = event.path("delta");
                switch (text(delta.path("type"))) {
                    case "text_delta" -> block.put("text", text(block.path("text")) + text(delta.path("text")));
                    case "thinking_delta" ->
                        block.put("thinking", text(block.path("thinking")) + text(delta.path("thinking")));
                    case "signature_delta" -> block.set("signature", delta.path("signature"));
                    case "input_json_delta" -> inputs.get(index).append(text(delta.path("partial_json")));
                    default -> throw new AssertionError(delta);
                }
            }
        }
        for (int i = 0; i < blocks.size(); i++) {
            if (text(blocks.get(i).path("type")).equals("tool_use")) {
                ((ObjectNode) blocks.get(i)).set("input", parsed(inputs.get(i).toString()));
            }
        }
        return blocks;
    }

    /// The request that follows: a question, what was said, and `result` for each call in it.
    static ObjectNode next(Dialect client, ArrayNode said) {
        return next(client, said, "result");
    }

    /// The same.
    ///
    /// @param result what each tool says, as the client's format has it; a text, or parts
    static ObjectNode next(Dialect client, ArrayNode said, Object result) {
        ObjectNode request = object().put("model", "m");
        ArrayNode messages = request.putArray(client == Dialect.RESPONSES ? "input" : "messages");
        messages.addObject().put("role", "user").put("content", "question");
        JsonNode told = Answers.JSON.valueToTree(result);
        switch (client) {
            case CHAT -> {
                messages.addAll(said);
                for (JsonNode call : said.path(0).path("tool_calls")) {
                    ObjectNode message = messages.addObject().put("role", "tool");
                    message.set("tool_call_id", call.path("id"));
                    message.set("content", told);
                }
            }
            case MESSAGES -> {
                messages.addObject().put("role", "assistant").set("content", said);
                ArrayNode results = messages.addObject().put("role", "user").putArray("content");
                for (JsonNode block : said) {
                    if (text(block.path("type")).equals("tool_use")) {
                        ObjectNode made = results.addObject().put("type", "tool_result");
                        made.set("tool_use_id", block.path("id"));
                        made.set("content", told);
                    }
                }
            }
            case RESPONSES -> {
                messages.addAll(said);
                for (JsonNode item : said) {
                    if (text(item.path("type")).equals("function_call")) {
                        ObjectNode made = messages.addObject().put("type", "function_call_output");
                        made.set("call_id", item.path("call_id"));
                        made.set("output", told);
                    }
                }
            }
            case OLLAMA, GEMINI -> throw new IllegalArgumentException();
        }
        return request;
    }
}
