package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's messages.
final class MessagesRewriter extends AnswerRewriter {

    private static final Set<String> OF_A_BLOCK =
            Set.of("type", "id", "tool_use_id", "text", "thinking", "signature", "input", "citations");
    private static final Set<String> OF_A_SEALED_BLOCK = Set.of("type", "data");
    private static final Set<String> OF_A_MESSAGE =
            Set.of("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");

    /// Between the names in that of the channel of a text that the format does not know.
    private static final String UNKNOWN = "\u0000";

    private long uncached = -1;
    private long written;
    private long writtenForAnHour;
    private long cached;
    private long output = -1;
    private long reasoning;
    private long images;
    private boolean stopped;

    MessagesRewriter(TextPass.Source passes) {
        super(passes);
    }

    @Override
    public void whole(ObjectNode answer) {
        // First: an answer that is withheld is paid for too.
        usage(answer.path("usage"));
        for (JsonNode block : answer.path("content")) {
            whole(block, "text", false);
            whole(block, "thinking", false);
            block(block, null);
        }
        others(answer, OF_A_MESSAGE);
        whole(answer, "stop_sequence", false);
        finishedBecause(text(answer.path("stop_reason")));
        showing();
    }

    /// What tools at the provider found stands in blocks too.
    private void block(JsonNode block, @Nullable String place) {
        written(block.path("input"));
        looked(block.path("citations"));
        others(block, text(block.path("type")).equals("redacted_thinking") ? OF_A_SEALED_BLOCK : OF_A_BLOCK, place);
    }

    private void usage(JsonNode usage) {
        uncached = later(uncached, usage.path("input_tokens"));
        written = later(written, usage.path("cache_creation_input_tokens"));
        writtenForAnHour = later(writtenForAnHour, usage.path("cache_creation").path("ephemeral_1h_input_tokens"));
        cached = later(cached, usage.path("cache_read_input_tokens"));
        output = later(output, usage.path("output_tokens"));
        // Anthropic tells neither; a translated answer of another provider may.
        reasoning = later(reasoning, usage.path("output_tokens_details").path("reasoning_tokens"));
        images = later(images, usage.path("input_tokens_details").path("image_tokens"));
        if (uncached >= 0 && output >= 0) {
            counted(TokenUsage.counted(uncached + written + cached, cached, output, reasoning, images)
                    .withCacheWrites(written - writtenForAnHour, writtenForAnHour));
        }
    }

    private static long later(long before, JsonNode now) {
        return now.isIntegralNumber() ? count(now) : before;
    }

    @Override
    public List<Frame> next(Frame frame) {
        if (frame.isDone()) {
            if (isWhole() && !stopped) {
                stop(new Frame("message_stop", object().put("type", "message_stop")));
            }
            return List.of();
        }
        ObjectNode event = frame.data();
        String channel = Integer.toString(event.path("index").asInt(0));
        return switch (text(event.path("type"))) {
            case "message_start" -> {
                usage(event.path("message").path("usage"));
                // What was written until then is no count of what will be.
                output = 0;
                others(event.path("message"), OF_A_MESSAGE);
                looked(event.path("message").path("content"));
                yield List.of(frame);
            }
            case "content_block_start" -> {
                JsonNode block = event.path("content_block");
                if (text(block.path("type")).equals("tool_use")) {
                    showing();
                }
                if (block instanceof ObjectNode object
                        && !text(object.path("text")).isEmpty()) {
                    object.put("text", pass(channel, text(object.path("text")), false));
                }
                if (block instanceof ObjectNode object
                        && !text(object.path("thinking")).isEmpty()) {
                    object.put("thinking", pass(channel + "/thinking", text(object.path("thinking")), false));
                }
                block(block, channel);
                yield List.of(frame);
            }
            case "content_block_delta" -> delta(frame, event, channel);
            case "content_block_stop" -> {
                List<Frame> frames = new ArrayList<>(2);
                rest(event, channel, frames);
                frames.add(frame);
                yield frames;
            }
            case "message_delta" -> {
                usage(event.path("usage"));
                finishedBecause(text(event.path("delta").path("stop_reason")));
                whole(event.path("delta"), "stop_sequence", false);
                atTheEnd(frame);
                yield List.of();
            }
            case "message_stop" -> {
                stop(frame);
                yield List.of();
            }
            default -> {
                others(event, Set.of("type"), text(event.path("type")));
                yield List.of(frame);
            }
        };
    }

    /// A stream that only said why it ended is whole too; clients wait for the mark.
    private void stop(Frame frame) {
        stopped = true;
        atTheEnd(frame);
    }

    private List<Frame> delta(Frame frame, ObjectNode event, String channel) {
        if (!(event.path("delta") instanceof ObjectNode delta)) {
            return List.of(frame);
        }
        return switch (text(delta.path("type"))) {
            case "text_delta" -> piece(frame, delta, channel, "text", false);
            case "thinking_delta" -> piece(frame, delta, channel + "/thinking", "thinking", false);
            case "input_json_delta" -> piece(frame, delta, channel + "/json", "partial_json", true);
            case "citations_delta" -> {
                looked(delta.path("citation"));
                yield List.of(frame);
            }
            case "signature_delta" -> {
                // The signature ends the thinking of its block.
                List<Frame> frames = new ArrayList<>(2);
                rest(event, channel, frames);
                frames.add(frame);
                yield frames;
            }
            default -> {
                String type = text(delta.path("type"));
                boolean told = false;
                for (String field : List.copyOf(delta.propertyNames())) {
                    if (field.equals("type")) {
                        continue;
                    }
                    if (delta.path(field).isString() && !ATTRIBUTES.contains(field)) {
                        told |= !piece(frame, delta, channel + UNKNOWN + type + UNKNOWN + field, field, false)
                                .isEmpty();
                    } else {
                        delta.set(field, looked(delta.path(field), channel + '/' + field));
                        told = true;
                    }
                }
                yield told ? List.of(frame) : List.of();
            }
        };
    }

    private List<Frame> piece(Frame frame, ObjectNode delta, String channel, String field, boolean json) {
        String given = text(delta.path(field));
        String piece = pass(channel, given, json);
        delta.put(field, piece);
        if (piece.isEmpty()) {
            return List.of();
        }
        showing();
        return List.of(frame);
    }

    private void rest(ObjectNode event, String channel, List<Frame> frames) {
        rest(event, flush(channel), "text_delta", "text", frames);
        rest(event, flush(channel + "/thinking"), "thinking_delta", "thinking", frames);
        rest(event, flush(channel + "/json"), "input_json_delta", "partial_json", frames);
        for (String unknown : channels(channel + UNKNOWN)) {
            String[] names = unknown.split(UNKNOWN, -1);
            rest(event, flush(unknown), names[1], names[2], frames);
        }
    }

    private void rest(ObjectNode event, String rest, String type, String field, List<Frame> frames) {
        if (!rest.isEmpty()) {
            showing();
            ObjectNode piece = object().put("type", "content_block_delta")
                    .put("index", event.path("index").asInt(0));
            piece.putObject("delta").put("type", type).put(field, rest);
            frames.add(new Frame("content_block_delta", piece));
        }
    }
}
