package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's responses.
final class ResponsesRewriter extends AnswerRewriter {

    /// What a text is called where it is told whole, at the end of its pieces.
    private static final List<String> WHOLE_TEXTS =
            List.of("text", "arguments", "input", "code", "refusal", "transcript");

    private static final Set<String> OF_A_RESPONSE = Set.of(
            "id", "object", "status", "model", "output", "usage", "service_tier", "truncation", "previous_response_id");
    private static final Set<String> OF_AN_ITEM = Set.of(
            "id",
            "type",
            "status",
            "role",
            "call_id",
            "arguments",
            "content",
            "summary",
            "encrypted_content",
            "result");
    private static final Set<String> OF_A_PART = Set.of("type", "text", "refusal", "logprobs");
    private static final Set<String> OF_AN_EVENT =
            Set.of("type", "item_id", "delta", "item", "part", "response", "partial_image_b64", "logprobs");

    private final Map<String, StringBuilder> texts = new HashMap<>();
    private long sequence;

    ResponsesRewriter(TextPass.Source passes) {
        super(passes);
    }

    @Override
    public void whole(ObjectNode answer) {
        // First: an answer that is withheld is paid for too.
        conclude(answer);
        response(answer);
        showing();
    }

    private void conclude(JsonNode response) {
        JsonNode usage = response.path("usage");
        counted(
                usage.path("input_tokens"),
                usage.path("input_tokens_details"),
                usage.path("output_tokens"),
                usage.path("output_tokens_details"));
        String status = text(response.path("status"));
        if (status.equals("completed") || status.equals("incomplete")) {
            finishedBecause(status);
        }
    }

    /// The answer's texts, and the question's where it is repeated: what was masked in it is restored too.
    private void response(JsonNode response) {
        response.path("output").forEach(this::item);
        others(response, OF_A_RESPONSE);
    }

    /// A picture is no text; the code, the searches and the findings of tools at the provider are.
    private void item(JsonNode item) {
        whole(item, "arguments", true);
        item.path("content").forEach(this::part);
        item.path("summary").forEach(this::part);
        if (!text(item.path("type")).equals("image_generation_call")) {
            whole(item, "result", false);
        }
        others(item, OF_AN_ITEM);
    }

    private void part(JsonNode part) {
        whole(part, "text", false);
        whole(part, "refusal", false);
        // They show the text as the model wrote it, token by token.
        if (restores()
                && part instanceof ObjectNode object
                && object.path("logprobs").isArray()) {
            object.putArray("logprobs");
        }
        others(part, OF_A_PART);
    }

    @Override
    public List<Frame> next(Frame frame) {
        if (frame.isDone()) {
            return List.of();
        }
        ObjectNode event = frame.data();
        String type = text(event.path("type"));
        List<Frame> frames = new ArrayList<>(2);
        repeating(!type.endsWith(".delta") && receivedChars() > 0);
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
        } else if (type.endsWith(".done") && !wholeText(event).isEmpty()) {
            ended(type, event, frames);
            frames.add(frame);
        } else {
            switch (type) {
                case "response.completed", "response.incomplete" -> {
                    conclude(event.path("response"));
                    response(event.path("response"));
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
                    // One that failed is told whole too.
                    conclude(event.path("response"));
                    response(event.path("response"));
                    part(event.path("part"));
                    String place = channel(type, event);
                    looked(event.path("delta"), place);
                    others(event, OF_AN_EVENT, place);
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
        String field = wholeText(event);
        String delta = type.substring(0, type.length() - "done".length()) + "delta";
        String channel = channel(delta, event);
        String rest = flush(channel);
        StringBuilder text = texts.remove(channel);
        if (!rest.isEmpty()) {
            showing();
            ObjectNode piece = event.deepCopy();
            piece.remove(WHOLE_TEXTS);
            piece.remove("name");
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

    /// Which field holds the text; empty if none does.
    private static String wholeText(ObjectNode event) {
        for (String field : WHOLE_TEXTS) {
            if (event.path(field).isString()) {
                return field;
            }
        }
        return "";
    }

    private static boolean isJson(String type) {
        return type.contains("_arguments");
    }

    private static String channel(String type, JsonNode event) {
        return type
                + "/" + text(event.path("item_id"))
                + "/" + event.path("output_index").asInt(0)
                + "/" + event.path("content_index").asInt(0)
                + "/" + event.path("summary_index").asInt(0);
    }
}
