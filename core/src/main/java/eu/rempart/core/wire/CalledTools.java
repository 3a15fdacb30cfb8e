package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions whose calls of tools hold to [ToolWishes]. Where a call is forced, nothing is told before there
/// is one: the model may say something else, and then somebody else is asked.
final class CalledTools implements AnswerTranslation {

    /// More pieces than any model needs to come to its call.
    private static final int MOST_HELD = 100_000;

    private final ToolWishes wishes;
    private final Map<Integer, Calls> choices = new HashMap<>();
    private final List<Frame> held = new ArrayList<>();
    private boolean called;
    private boolean stopped;

    CalledTools(ToolWishes wishes) {
        this.wishes = wishes;
    }

    /// The calls of one choice.
    private static final class Calls {
        private final ToolPlaces places = new ToolPlaces();
        private final Map<Integer, StringBuilder> freeForm = new TreeMap<>();
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        for (JsonNode choice : answer.path("choices")) {
            if (choice.path("message") instanceof ObjectNode message
                    && message.path("tool_calls").size() > 0) {
                called = true;
                ArrayNode kept = array();
                for (JsonNode call : message.path("tool_calls")) {
                    if (kept.isEmpty() || !isOnlyOne()) {
                        kept.add(call(call));
                    }
                }
                message.set("tool_calls", kept);
                asFunctionCall(message);
            }
            finish(choice);
        }
        refuseSilence();
        return answer;
    }

    private boolean isOnlyOne() {
        return wishes.oneAtATime() || wishes.asFunctionCall();
    }

    private JsonNode call(JsonNode call) {
        JsonNode function = call.path("function");
        return wishes.freeForm().contains(text(function.path("name")))
                ? freeForm(call, input(text(function.path("arguments"))))
                : call;
    }

    private static ObjectNode freeForm(JsonNode made, String input) {
        ObjectNode call = object();
        call.set("id", made.path("id"));
        call.put("type", "custom")
                .putObject("custom")
                .put("name", text(made.path("function").path("name")))
                .put("input", input);
        copy(made, call, SignedReasoning.EXTRA);
        return call;
    }

    /// What stands in the arguments; they themselves where the model wrote something else.
    private static String input(String arguments) {
        JsonNode input = parsed(arguments).path(PlainTools.INPUT);
        return input.isString() ? input.stringValue() : arguments;
    }

    private void asFunctionCall(ObjectNode message) {
        if (wishes.asFunctionCall() && message.path("tool_calls").size() > 0) {
            JsonNode function = message.path("tool_calls").path(0).path("function");
            message.remove("tool_calls");
            message.set("function_call", function);
        }
    }

    private void finish(JsonNode choice) {
        String reason = text(choice.path("finish_reason"));
        stopped |= reason.equals("stop") || reason.equals("tool_calls");
        if (wishes.asFunctionCall() && reason.equals("tool_calls") && choice instanceof ObjectNode object) {
            object.put("finish_reason", "function_call");
        }
    }

    private void refuseSilence() {
        if (wishes.forced() && stopped && !called) {
            throw silence();
        }
    }

    private UntranslatableException silence() {
        return new UntranslatableException(wishes.asFunctionCall() ? "function_call" : "tool_choice");
    }

    @Override
    public List<Frame> next(Frame frame) {
        List<Frame> frames = new ArrayList<>(2);
        if (frame.isDone()) {
            refuseSilence();
            frames.addAll(held);
            held.clear();
            frames.add(frame);
            return frames;
        }
        ObjectNode chunk = frame.data();
        boolean any = chunk.path("choices").isEmpty() || chunk.path("usage").isObject();
        for (JsonNode choice : chunk.path("choices")) {
            Calls calls = choices.computeIfAbsent(choice.path("index").asInt(0), _ -> new Calls());
            boolean dropped = false;
            if (choice.path("delta") instanceof ObjectNode delta
                    && delta.path("tool_calls").size() > 0) {
                dropped = pieces(calls, delta);
                asFunctionCall(delta);
            }
            if (!text(choice.path("finish_reason")).isEmpty()) {
                if (!calls.freeForm.isEmpty()) {
                    beforeTheEnd(chunk, choice, frames);
                }
                texts(chunk, choice, calls, frames);
                finish(choice);
                dropped = false;
            }
            any |= !dropped || !choice.path("delta").isEmpty();
        }
        if (any) {
            frames.add(frame);
        }
        if (wishes.forced() && !called) {
            held.addAll(frames);
            if (held.size() > MOST_HELD) {
                throw silence();
            }
            return List.of();
        }
        frames.addAll(0, held);
        held.clear();
        return frames;
    }

    /// True if a piece was left out, or kept for later.
    private boolean pieces(Calls calls, ObjectNode delta) {
        called = true;
        ArrayNode kept = array();
        int given = delta.path("tool_calls").size();
        for (JsonNode piece : delta.path("tool_calls")) {
            int number = calls.places.number(piece);
            if (number > 0 && isOnlyOne()) {
                continue;
            }
            JsonNode function = piece.path("function");
            StringBuilder written = calls.freeForm.get(number);
            if (written == null && wishes.freeForm().contains(text(function.path("name")))) {
                written = new StringBuilder();
                calls.freeForm.put(number, written);
                kept.add(freeForm(piece, "").put("index", number));
            }
            if (written == null) {
                kept.add(piece);
            } else {
                written.append(text(function.path("arguments")));
            }
        }
        if (kept.isEmpty()) {
            delta.remove("tool_calls");
        } else {
            delta.set("tool_calls", kept);
        }
        return kept.size() < given;
    }

    /// A call that came with the end begins before its text, as every other does.
    private static void beforeTheEnd(ObjectNode chunk, JsonNode choice, List<Frame> frames) {
        if (choice.path("delta") instanceof ObjectNode delta && !delta.isEmpty()) {
            ObjectNode told = ChatShapes.chunk(text(chunk.path("id")), text(chunk.path("model")), object(), null);
            ObjectNode own = (ObjectNode) choice.deepCopy();
            own.putNull("finish_reason");
            told.set("choices", array().add(own));
            frames.add(Frame.of(told));
            delta.removeAll();
        }
    }

    /// JSON is read when it is whole.
    private static void texts(ObjectNode chunk, JsonNode choice, Calls calls, List<Frame> frames) {
        calls.freeForm.forEach((number, written) -> {
            ObjectNode piece = object().put("index", number);
            piece.putObject("custom").put("input", input(written.toString()));
            ObjectNode delta = object();
            delta.putArray("tool_calls").add(piece);
            ObjectNode told = ChatShapes.chunk(text(chunk.path("id")), text(chunk.path("model")), delta, null);
            if (told.path("choices").path(0) instanceof ObjectNode own) {
                own.put("index", choice.path("index").asInt(0));
            }
            frames.add(Frame.of(told));
        });
        calls.freeForm.clear();
    }
}
