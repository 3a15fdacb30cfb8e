package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions as Anthropic's answers. Only the first choice is told: that format knows one.
final class ChatToMessages implements AnswerTranslation {

    private final ToolPlaces places = new ToolPlaces();
    private final Map<Integer, Integer> tools = new TreeMap<>();
    private String open = "";
    private int blocks;
    private boolean started;
    private boolean stopped;
    private @Nullable String finish;
    private JsonNode usage = object();

    private static String reason(String finish) {
        return switch (finish) {
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> "end_turn";
        };
    }

    private static ObjectNode usage(JsonNode usage) {
        return usage(ChatShapes.counted(usage));
    }

    static ObjectNode usage(TokenUsage used) {
        ObjectNode counted = object().put("input_tokens", used.input() - used.cachedInput() - used.cacheWrite())
                .put("cache_creation_input_tokens", used.cacheWrite())
                .put("cache_read_input_tokens", used.cachedInput())
                .put("output_tokens", used.output());
        // This format has no place for these; they have their own prices.
        if (used.reasoning() > 0) {
            counted.putObject("output_tokens_details").put("reasoning_tokens", used.reasoning());
        }
        if (used.image() > 0) {
            counted.putObject("input_tokens_details").put("image_tokens", used.image());
        }
        return counted;
    }

    private static ObjectNode message(JsonNode completion) {
        ObjectNode message = object().put("id", text(completion.path("id")))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", text(completion.path("model")));
        message.putArray("content");
        message.putNull("stop_reason");
        message.putNull("stop_sequence");
        return message;
    }

    private static ObjectNode textBlock(String said) {
        return object().put("type", "text").put("text", said);
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        ObjectNode message = message(answer);
        JsonNode choice = answer.path("choices").path(0);
        JsonNode said = choice.path("message");
        ArrayNode content = array();
        String thought = ChatShapes.reasoning(said);
        if (!thought.isEmpty()) {
            content.addObject().put("type", "thinking").put("thinking", thought).put("signature", "");
        }
        String words = joined(said.path("content"));
        words = words.isEmpty() ? text(said.path("refusal")) : words;
        if (!words.isEmpty()) {
            content.add(textBlock(words));
        }
        for (JsonNode call : said.path("tool_calls")) {
            String signature = SignedReasoning.geminis(call);
            if (!signature.isEmpty()) {
                signed(content).put("signature", SignedReasoning.marked(signature));
            }
            ObjectNode use = content.addObject()
                    .put("type", "tool_use")
                    .put("id", text(call.path("id")))
                    .put("name", text(call.path("function").path("name")));
            use.set("input", parsed(text(call.path("function").path("arguments"))));
        }
        message.set("content", content);
        message.put("stop_reason", reason(text(choice.path("finish_reason"))));
        message.set("usage", usage(answer.path("usage")));
        return message;
    }

    /// The thoughts just before, or a block that has none.
    private static ObjectNode signed(ArrayNode content) {
        return content.path(content.size() - 1) instanceof ObjectNode last && last.has("signature")
                ? last
                : content.addObject().put("type", "thinking").put("thinking", "");
    }

    @Override
    public List<Frame> next(Frame frame) {
        List<Frame> frames = new ArrayList<>();
        if (frame.isDone()) {
            stop(frames);
            return frames;
        }
        JsonNode chunk = frame.data();
        if (!started) {
            started = true;
            ObjectNode message = message(chunk);
            message.set("usage", usage(object()));
            ObjectNode start = event("message_start");
            start.set("message", message);
            frames.add(named(start));
        }
        if (chunk.path("usage").isObject()) {
            usage = chunk.path("usage");
        }
        JsonNode choice = chunk.path("choices").path(0);
        if (choice.isObject() && choice.path("index").asInt(0) == 0) {
            choice(choice, frames);
        }
        return frames;
    }

    private void choice(JsonNode choice, List<Frame> frames) {
        JsonNode delta = choice.path("delta");
        piece("thinking", ChatShapes.reasoning(delta), frames);
        String said = joined(delta.path("content"));
        piece("text", said.isEmpty() ? text(delta.path("refusal")) : said, frames);
        for (JsonNode call : delta.path("tool_calls")) {
            int number = places.number(call);
            Integer block = tools.get(number);
            if (block == null) {
                sign(SignedReasoning.geminis(call), frames);
                close(frames);
                block = blocks++;
                tools.put(number, block);
                ObjectNode use = object().put("type", "tool_use")
                        .put("id", text(call.path("id")))
                        .put("name", text(call.path("function").path("name")));
                use.putObject("input");
                frames.add(start(block, use));
            }
            String arguments = text(call.path("function").path("arguments"));
            if (!arguments.isEmpty()) {
                frames.add(delta(block, object().put("type", "input_json_delta").put("partial_json", arguments)));
            }
        }
        String reason = text(choice.path("finish_reason"));
        if (!reason.isEmpty()) {
            finish = reason(reason);
        }
    }

    private void piece(String kind, String piece, List<Frame> frames) {
        if (piece.isEmpty()) {
            return;
        }
        open(kind, frames);
        frames.add(delta(blocks - 1, object().put("type", kind + "_delta").put(kind, piece)));
    }

    private void open(String kind, List<Frame> frames) {
        if (!open.equals(kind)) {
            close(frames);
            open = kind;
            ObjectNode block = object().put("type", kind).put(kind, "");
            frames.add(start(blocks++, kind.equals("thinking") ? block.put("signature", "") : block));
        }
    }

    /// On the thoughts just before, or on a block that has none.
    private void sign(String signature, List<Frame> frames) {
        if (!signature.isEmpty()) {
            open("thinking", frames);
            String marked = SignedReasoning.marked(signature);
            frames.add(delta(blocks - 1, object().put("type", "signature_delta").put("signature", marked)));
        }
    }

    /// Blocks of tools stay open to the end: a server may write several at once.
    private void close(List<Frame> frames) {
        if (!open.isEmpty()) {
            open = "";
            frames.add(named(event("content_block_stop").put("index", blocks - 1)));
        }
    }

    private void stop(List<Frame> frames) {
        if (stopped || finish == null) {
            return;
        }
        stopped = true;
        close(frames);
        tools.values()
                .forEach(block -> frames.add(named(event("content_block_stop").put("index", block))));
        ObjectNode last = event("message_delta");
        last.putObject("delta").put("stop_reason", finish).putNull("stop_sequence");
        last.set("usage", usage(usage));
        frames.add(named(last));
        frames.add(named(event("message_stop")));
    }

    private static ObjectNode event(String type) {
        return object().put("type", type);
    }

    private static Frame start(int index, ObjectNode block) {
        ObjectNode start = event("content_block_start").put("index", index);
        start.set("content_block", block);
        return named(start);
    }

    private static Frame delta(int index, ObjectNode delta) {
        ObjectNode piece = event("content_block_delta").put("index", index);
        piece.set("delta", delta);
        return named(piece);
    }

    private static Frame named(ObjectNode event) {
        return new Frame(text(event.path("type")), event);
    }
}
