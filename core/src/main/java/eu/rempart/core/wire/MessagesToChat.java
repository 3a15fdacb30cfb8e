package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's answers as chat completions.
final class MessagesToChat implements AnswerTranslation {

    /// No client is told its pieces, so nothing else bounds them.
    private static final int LONGEST_SIGNATURE = 1_000_000;

    private final Map<Integer, Integer> tools = new HashMap<>();
    private final Map<Integer, Boolean> answers = new HashMap<>();
    private final Map<Integer, String> unsaid = new HashMap<>();
    private final Map<Integer, Thought> thoughts = new HashMap<>();
    /// The signed blocks that belong to the message, and those that belong to the call that comes next.
    private final ArrayNode own = array();

    private final ArrayNode waiting = array();
    private boolean saidAnything;
    private final ObjectNode counted = object();
    private String id = "chatcmpl-0";
    private String model = "";
    private @Nullable String finish;
    private boolean answeredByTool;
    private boolean done;

    /// A block of thinking while it is written.
    private static final class Thought {
        private final ObjectNode block;
        private final StringBuilder thinking = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();
        private boolean lost;

        Thought(ObjectNode block) {
            this.block = block;
            thinking.append(text(block.path("thinking")));
            signature.append(text(block.path("signature")));
        }

        void add(String field, String piece) {
            if (!field.equals("signature")) {
                thinking.append(piece);
            } else if (signature.length() + piece.length() <= LONGEST_SIGNATURE) {
                signature.append(piece);
            } else {
                lost = true;
            }
        }

        ObjectNode block() {
            if (text(block.path("type")).equals("thinking")) {
                block.put("thinking", thinking.toString()).put("signature", lost ? "" : signature.toString());
            }
            return block;
        }
    }

    static String finish(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }

    static ObjectNode usage(JsonNode usage) {
        long cached = count(usage.path("cache_read_input_tokens"));
        long written = count(usage.path("cache_creation_input_tokens"));
        long input = count(usage.path("input_tokens")) + written + cached;
        return ChatShapes.usage(TokenUsage.counted(input, cached, count(usage.path("output_tokens")), 0, 0)
                .withCacheWrites(written, 0));
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        ObjectNode message = object().put("role", "assistant");
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        ArrayNode calls = array();
        for (JsonNode block : answer.path("content")) {
            switch (text(block.path("type"))) {
                case "text" -> {
                    said.append(text(block.path("text")));
                    saidAnything = true;
                }
                case "thinking", "redacted_thinking" -> {
                    thought.append(text(block.path("thinking")));
                    signed(block);
                }
                case "tool_use" -> {
                    String input = printed(block.path("input"));
                    if (text(block.path("name")).equals(MessagesRequests.JSON_TOOL)) {
                        said.append(input);
                        answeredByTool = true;
                    } else {
                        ObjectNode call = ChatShapes.toolCall(text(block.path("id")), text(block.path("name")), input);
                        placeOn(call);
                        calls.add(call);
                    }
                }
                default -> {}
            }
        }
        if (said.isEmpty() && !calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", said.toString());
        }
        message.putNull("refusal");
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        own.addAll(waiting);
        SignedReasoning.blocks(message, own);
        String reason = finish(text(answer.path("stop_reason")));
        return ChatShapes.completion(
                text(answer.path("id")),
                text(answer.path("model")),
                message,
                answeredByTool && calls.isEmpty() && reason.equals("tool_calls") ? "stop" : reason,
                usage(answer.path("usage")));
    }

    @Override
    public List<Frame> next(Frame frame) {
        if (frame.isDone()) {
            return end();
        }
        JsonNode event = frame.data();
        int index = event.path("index").asInt(0);
        return switch (text(event.path("type"))) {
            case "message_start" -> {
                JsonNode message = event.path("message");
                id = text(message.path("id"));
                model = text(message.path("model"));
                merge(message.path("usage"));
                // What was written until then is no count of what will be.
                counted.put("output_tokens", 0);
                yield List.of(chunk(object().put("role", "assistant").put("content", ""), null));
            }
            case "content_block_start" -> start(index, event.path("content_block"));
            case "content_block_delta" -> delta(index, event.path("delta"));
            case "content_block_stop" -> {
                Thought thought = thoughts.remove(index);
                if (thought != null) {
                    signed(thought.block());
                    yield own.isEmpty() || saidAnything ? List.of() : List.of(signed());
                }
                // A tool that wants nothing has no piece of input; no client reads an empty string as JSON.
                String input = unsaid.remove(index);
                yield input == null ? List.of() : input(index, input);
            }
            case "message_delta" -> {
                merge(event.path("usage"));
                String reason = text(event.path("delta").path("stop_reason"));
                if (!reason.isEmpty()) {
                    finish = finish(reason);
                }
                yield List.of();
            }
            case "message_stop" -> end();
            default -> List.of();
        };
    }

    /// Keeps a block that the model wants back: as they are, or it refuses them.
    private void signed(JsonNode block) {
        ObjectNode kept = object().put("type", text(block.path("type")));
        if (text(block.path("type")).equals("thinking")) {
            Nodes.copy(block, kept, "thinking", "signature");
        } else {
            Nodes.copy(block, kept, "data");
        }
        if (!text(kept.path("signature")).isEmpty() || !text(kept.path("data")).isEmpty()) {
            (saidAnything ? waiting : own).add(kept);
        }
    }

    private void placeOn(ObjectNode call) {
        saidAnything = true;
        SignedReasoning.blocks(call, waiting.deepCopy());
        waiting.removeAll();
    }

    /// Clients put the last that they are told in the place of what was before: all of it, at once.
    private Frame signed() {
        ObjectNode delta = object();
        SignedReasoning.blocks(delta, own.deepCopy());
        return chunk(delta, null);
    }

    private List<Frame> start(int index, JsonNode block) {
        if (text(block.path("type")).endsWith("thinking")) {
            thoughts.put(index, new Thought((ObjectNode) block.deepCopy()));
            return List.of();
        }
        if (text(block.path("type")).equals("tool_use")) {
            unsaid.put(index, printed(isSet(block.path("input")) ? block.path("input") : object()));
            if (text(block.path("name")).equals(MessagesRequests.JSON_TOOL)) {
                answers.put(index, true);
                answeredByTool = true;
                return List.of();
            }
            int number = tools.size();
            tools.put(index, number);
            ObjectNode call = ChatShapes.toolCall(text(block.path("id")), text(block.path("name")), "")
                    .put("index", number);
            placeOn(call);
            return List.of(calls(call));
        }
        saidAnything = true;
        String said = text(block.path("text"));
        return said.isEmpty() ? List.of() : List.of(chunk(object().put("content", said), null));
    }

    private List<Frame> delta(int index, JsonNode delta) {
        return switch (text(delta.path("type"))) {
            case "text_delta" -> List.of(chunk(object().put("content", text(delta.path("text"))), null));
            case "thinking_delta" -> {
                thought(index, "thinking", delta);
                yield List.of(chunk(object().put("reasoning_content", text(delta.path("thinking"))), null));
            }
            case "signature_delta" -> {
                thought(index, "signature", delta);
                yield List.of();
            }
            case "input_json_delta" -> {
                String piece = text(delta.path("partial_json"));
                if (!piece.isEmpty()) {
                    unsaid.remove(index);
                }
                yield input(index, piece);
            }
            default -> List.of();
        };
    }

    private void thought(int index, String field, JsonNode delta) {
        Thought thought = thoughts.get(index);
        if (thought != null) {
            thought.add(field, text(delta.path(field)));
        }
    }

    private List<Frame> input(int index, String piece) {
        if (answers.containsKey(index)) {
            return List.of(chunk(object().put("content", piece), null));
        }
        Integer number = tools.get(index);
        if (number == null) {
            return List.of();
        }
        ObjectNode call = object().put("index", number);
        call.putObject("function").put("arguments", piece);
        return List.of(calls(call));
    }

    private List<Frame> end() {
        if (done) {
            return List.of();
        }
        done = true;
        if (finish == null) {
            return List.of(Frame.DONE);
        }
        List<Frame> last = new ArrayList<>(4);
        if (!waiting.isEmpty()) {
            own.addAll(waiting);
            last.add(signed());
        }
        String reason = answeredByTool && tools.isEmpty() && finish.equals("tool_calls") ? "stop" : finish;
        last.add(chunk(object(), reason));
        if (!counted.isEmpty()) {
            ObjectNode usage = ChatShapes.head(id, model, "chat.completion.chunk");
            usage.putArray("choices");
            usage.set("usage", usage(counted));
            last.add(Frame.of(usage));
        }
        last.add(Frame.DONE);
        return last;
    }

    /// Counts are cumulative: a later one replaces an earlier one.
    private void merge(JsonNode usage) {
        if (usage.isObject()) {
            usage.properties().forEach(entry -> {
                if (isSet(entry.getValue())) {
                    counted.set(entry.getKey(), entry.getValue());
                }
            });
        }
    }

    private Frame calls(ObjectNode call) {
        ObjectNode delta = object();
        delta.set("tool_calls", array().add(call));
        return chunk(delta, null);
    }

    private Frame chunk(ObjectNode delta, @Nullable String reason) {
        return Frame.of(ChatShapes.chunk(id, model, delta, reason));
    }
}
