package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final List<Part> parts = new ArrayList<>();
    private @Nullable TokenUsage used;
    private @Nullable TokenUsage counted;
    private StringBuilder written = new StringBuilder();

    /// What one of the completions came to.
    ///
    /// @param counted what it says that was counted; null if nothing
    /// @param written all its texts
    public record Part(@Nullable TokenUsage counted, String written) {

        /// Shows no content.
        @Override
        public String toString() {
            return "Part[" + counted + "]";
        }
    }

    /// The next completion begins.
    public void following() {
        parts.add(part());
        index++;
        counted = null;
        written = new StringBuilder();
    }

    /// The completions that are whole, in their order.
    public List<Part> whole() {
        return List.copyOf(parts);
    }

    /// What the one that is running came to until now.
    public Part part() {
        return new Part(counted, written.toString());
    }

    /// Takes a whole completion.
    public void whole(ObjectNode completion) {
        if (first == null) {
            first = completion;
        }
        for (JsonNode choice : completion.path("choices")) {
            if (choice instanceof ObjectNode object) {
                whole.add(object.put("index", index));
                texts(object.path("message"));
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
                texts(object.path("delta"));
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

    private void count(JsonNode usage) {
        if (usage.isObject()) {
            TokenUsage told = ChatShapes.counted(usage);
            // Translated, an answer that says nothing says 0.
            if (!told.equals(TokenUsage.NONE)) {
                used = used == null ? told : used.plus(told);
                counted = counted == null ? told : counted.plus(told);
            }
        }
    }

    private void texts(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                // What is signed was told as a thought already.
                if (!AnswerRewriter.ATTRIBUTES.contains(field.getKey())
                        && !field.getKey().equals(SignedReasoning.EXTRA)) {
                    texts(field.getValue());
                }
            }
        } else if (node.isArray()) {
            node.forEach(this::texts);
        } else if (node.isString()) {
            written.append(node.stringValue());
        }
    }
}
