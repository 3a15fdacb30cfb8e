package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's responses.
final class ResponsesRewriter extends AnswerRewriter {

    private final Map<String, StringBuilder> texts = new HashMap<>();
    private long sequence;

    ResponsesRewriter(TextPass.Source passes) {
        super(passes);
    }

    @Override
    public void whole(ObjectNode answer) {
        response(answer);
        conclude(answer);
        showing();
    }

    private void conclude(JsonNode response) {
        JsonNode usage = response.path("usage");
        counted(
                usage.path("input_tokens"),
                usage.path("input_tokens_details").path("cached_tokens"),
                usage.path("output_tokens"));
        String status = text(response.path("status"));
        if (status.equals("completed") || status.equals("incomplete")) {
            finishedBecause(status);
        }
    }

    /// The answer's texts, and the question's where it is repeated.
    private void response(JsonNode response) {
        whole(response, "instructions", false);
        response.path("output").forEach(this::item);
    }

    private void item(JsonNode item) {
        whole(item, "arguments", true);
        whole(item, "input", false);
        item.path("content").forEach(this::part);
        item.path("summary").forEach(this::part);
    }

    private void part(JsonNode part) {
        whole(part, "text", false);
        whole(part, "refusal", false);
        everyString(part.path("annotations"));
    }

    @Override
    public List<Frame> next(Frame frame) {
        if (frame.isDone()) {
            return List.of();
        }
        ObjectNode event = frame.data();
        String type = text(event.path("type"));
        List<Frame> frames = new ArrayList<>(2);
        if (type.endsWith(".delta") && event.path("delta").isString()) {
            String piece = pass(channel(type, event), event.path("delta").stringValue(), isJson(type));
            if (event.path("logprobs").isArray()) {
                event.putArray("logprobs");
            }
            event.put("delta", piece);
            if (!piece.isEmpty()) {
                showing();
                texts.computeIfAbsent(channel(type, event), _ -> new StringBuilder())
                        .append(piece);
                frames.add(frame);
            }
        } else if (type.endsWith(".done")
                && (event.path("text").isString() || event.path("arguments").isString())) {
            ended(type, event, frames);
            frames.add(frame);
        } else {
            switch (type) {
                case "response.completed", "response.incomplete" -> {
                    response(event.path("response"));
                    conclude(event.path("response"));
                    number(event);
                    atTheEnd(frame);
                    return List.of();
                }
                case "response.created", "response.in_progress" -> response(event.path("response"));
                case "response.output_item.added", "response.output_item.done" -> {
                    if (text(event.path("item").path("type")).equals("function_call")) {
                        showing();
                    }
                    item(event.path("item"));
                }
                default -> {
                    whole(event, "refusal", false);
                    part(event.path("part"));
                    everyString(event.path("annotation"));
                }
            }
            frames.add(frame);
        }
        frames.forEach(shown -> number(shown.data()));
        return frames;
    }

    /// Pieces may have been left out or put in: they are counted anew.
    private void number(ObjectNode event) {
        event.put("sequence_number", sequence++);
    }

    private void ended(String type, ObjectNode event, List<Frame> frames) {
        String field = event.path("text").isString() ? "text" : "arguments";
        String delta = type.substring(0, type.length() - "done".length()) + "delta";
        String channel = channel(delta, event);
        String rest = flush(channel);
        StringBuilder text = texts.remove(channel);
        if (!rest.isEmpty()) {
            showing();
            ObjectNode piece = event.deepCopy();
            piece.remove(List.of("text", "arguments", "name"));
            frames.add(new Frame(delta, piece.put("type", delta).put("delta", rest)));
        }
        if (text == null && rest.isEmpty()) {
            // Told at once, without pieces.
            whole(event, field, isJson(type));
        } else {
            event.put(field, (text == null ? "" : text.toString()) + rest);
        }
        if (event.path("logprobs").isArray()) {
            event.putArray("logprobs");
        }
    }

    private static boolean isJson(String type) {
        return type.contains("function_call_arguments");
    }

    private static String channel(String type, JsonNode event) {
        return type
                + "/" + text(event.path("item_id"))
                + "/" + event.path("output_index").asInt(0)
                + "/" + event.path("content_index").asInt(0)
                + "/" + event.path("summary_index").asInt(0);
    }
}
