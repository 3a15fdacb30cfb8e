package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;

import eu.rempart.core.cost.TokenUsage;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts chat completions with one choice each together to one with several. One answer, one thread.
public final class ChatChoices {

    private final ArrayNode whole = array();
    private @Nullable ObjectNode first;
    private int index;
    private @Nullable TokenUsage used;
    private boolean counted;
    private int uncounted;

    /// The next completion begins.
    public void following() {
        index++;
        uncounted += counted ? 0 : 1;
        counted = false;
    }

    /// Takes a whole completion.
    public void whole(ObjectNode completion) {
        if (first == null) {
            first = completion;
        }
        for (JsonNode choice : completion.path("choices")) {
            if (choice instanceof ObjectNode object) {
                whole.add(object.put("index", index));
            }
        }
        count(completion.path("usage"));
    }

    /// All of the whole completions as one.
    public ObjectNode all() {
        ObjectNode completion = first == null ? object() : first;
        completion.set("choices", whole);
        if (used != null) {
            completion.set("usage", ChatShapes.usage(used));
        }
        return completion;
    }

    /// Takes a chunk, and gives it on under the number of its choice.
    public void chunk(Frame frame, Queue<Frame> shown) {
        ObjectNode chunk = frame.data();
        if (first == null) {
            first = chunk.deepCopy();
        }
        count(chunk.path("usage"));
        chunk.remove("usage");
        if (first.path("id").isString()) {
            chunk.set("id", first.path("id"));
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice instanceof ObjectNode object) {
                object.put("index", index);
            }
        }
        if (!chunk.path("choices").isEmpty()) {
            shown.add(frame);
        }
    }

    /// What ends the stream.
    public void end(Queue<Frame> shown) {
        if (used != null && first != null) {
            ObjectNode last = object();
            Nodes.copy(first, last, "id", "object", "created", "model");
            last.putArray("choices");
            last.set("usage", ChatShapes.usage(used));
            shown.add(Frame.of(last));
        }
        shown.add(Frame.DONE);
    }

    /// How many completions before the one that is running did not say what was read.
    public int uncounted() {
        return uncounted;
    }

    /// What was counted until now; null if nothing was.
    public @Nullable TokenUsage used() {
        return used;
    }

    private void count(JsonNode usage) {
        if (usage.isObject()) {
            TokenUsage told = ChatShapes.counted(usage);
            // Translated, an answer that says nothing says 0.
            if (!told.equals(TokenUsage.NONE)) {
                used = used == null ? told : used.plus(told);
            }
            counted |= told.input() > 0;
        }
    }
}
