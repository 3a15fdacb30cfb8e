package eu.rempart.core.wire;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Sends every text of an answer in the client's format through a [TextPass], in place, and leaves the rest as it is.
/// What says that the answer is over is held back for [#end]: nobody is told so before it is in the books. One answer,
/// one thread.
public abstract class AnswerRewriter {

    /// Texts that are written side by side; no model needs as many.
    private static final int MOST_CHANNELS = 1_000;

    /// How long the way to one may be.
    private static final int LONGEST_CHANNEL = 1_000;

    /// What is told anew with every piece, and is none itself.
    static final Set<String> ATTRIBUTES = Set.of(
            "id",
            "type",
            "format",
            "status",
            "role",
            "name",
            "object",
            "model",
            "channel",
            "recipient",
            "signature",
            "obfuscation");

    /// How much of the pieces before is kept for each place, to know what is told again.
    private static final int LONGEST_TAIL = 4_000;

    /// How much of them is looked at again with the next piece.
    private static final int LOOKED_AT_AGAIN = 300;

    /// A piece as long as this is no chance repetition.
    private static final int LONG_PIECE = 16;

    private final TextPass.Source passes;
    private final Map<String, TextPass> open = new LinkedHashMap<>();
    private final Map<String, String> tails = new HashMap<>();
    private final StringBuilder received = new StringBuilder();
    private final List<Frame> last = new ArrayList<>(3);
    private boolean shown;
    private boolean saidDone;
    private boolean repeating;
    private @Nullable String finish;
    private @Nullable TokenUsage usage;

    AnswerRewriter(TextPass.Source passes) {
        this.passes = passes;
    }

    /// For one answer to a client of that dialect.
    ///
    /// @param wantsUsage whether a client of chat completions asked for the usage in the stream
    public static AnswerRewriter of(Dialect dialect, TextPass.Source passes, boolean wantsUsage) {
        return of(dialect, passes, wantsUsage, 1);
    }

    /// The same, for an answer that has several choices.
    ///
    /// @param choices how many were asked for
    public static AnswerRewriter of(Dialect dialect, TextPass.Source passes, boolean wantsUsage, int choices) {
        return switch (dialect) {
            case CHAT -> new ChatRewriter(passes, wantsUsage, choices);
            case RESPONSES -> new ResponsesRewriter(passes);
            case MESSAGES -> new MessagesRewriter(passes);
            case OLLAMA, GEMINI -> throw new IllegalArgumentException("no client speaks " + dialect);
        };
    }

    /// For answers without text: vectors, counts of tokens.
    public static AnswerRewriter ofCounts(TextPass.Source passes) {
        return new CountedRewriter(passes);
    }

    /// Rewrites a whole answer, in place.
    ///
    /// @throws AnswerCutException if it must not be shown
    public abstract void whole(ObjectNode answer);

    /// Rewrites one frame, in place.
    ///
    /// @return what may be shown now: none, the frame, or more before it
    /// @throws AnswerCutException if the rest must not be shown
    public abstract List<Frame> next(Frame frame);

    /// What tells the client that the answer is whole.
    public final List<Frame> end() {
        return List.copyOf(last);
    }

    /// Whether the provider said that the answer is whole.
    public final boolean isWhole() {
        return finish != null && (saidDone || isComplete());
    }

    /// The provider said by the format's own mark that nothing follows.
    public final void providerSaidDone() {
        saidDone = true;
    }

    /// Whether all parts that were asked for have ended.
    boolean isComplete() {
        return true;
    }

    /// Whether something of the answer itself was given out, not only what surrounds it.
    public final boolean hasShown() {
        return shown;
    }

    /// Why the provider ended, as the client's format says it; empty if it did not.
    public final String finish() {
        return finish == null ? "" : finish;
    }

    /// What the provider says that it counted; null if it did not.
    public final @Nullable TokenUsage usage() {
        return usage;
    }

    /// All that the provider wrote, still masked.
    public final String received() {
        return received.toString();
    }

    /// How much that is, in UTF-16 units.
    public final int receivedChars() {
        return received.length();
    }

    final void finishedBecause(String reason) {
        if (!reason.isEmpty()) {
            finish = reason;
        }
    }

    /// @param inputDetails what `input` consists of, as OpenAI's formats name it
    /// @param outputDetails what `output` consists of
    final void counted(JsonNode input, JsonNode inputDetails, JsonNode output, JsonNode outputDetails) {
        if (input.isIntegralNumber() && output.isIntegralNumber()) {
            usage = ChatShapes.counted(input, inputDetails, output, outputDetails);
        }
    }

    final void counted(TokenUsage counted) {
        usage = counted;
    }

    final void atTheEnd(Frame frame) {
        last.add(frame);
    }

    final void showing() {
        shown = true;
    }

    final String pass(String channel, String piece, boolean json) {
        received.append(piece);
        return passUncounted(channel, piece, json);
    }

    /// The same for what is not the model's writing, as sealed reasoning.
    final String passUncounted(String channel, String piece, boolean json) {
        return channel(channel, json).next(piece);
    }

    /// Whether what follows was received before, in pieces: it is looked at again, and not counted again.
    final void repeating(boolean again) {
        repeating = again;
    }

    /// Whether something was masked, so that what names the model's tokens one by one must not be shown.
    final boolean restores() {
        return passes.restores();
    }

    private void receivedOnce(String text) {
        if (!repeating) {
            received.append(text);
        }
    }

    final boolean isHolding(String channel) {
        TextPass pass = open.get(channel);
        return pass != null && pass.isHolding();
    }

    /// Ends a channel, and gives its rest.
    final String flush(String channel) {
        TextPass pass = open.remove(channel);
        return pass == null ? "" : pass.end();
    }

    /// The open channels whose names begin so, in the order in which they began.
    final List<String> channels(String prefix) {
        return open.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    private TextPass channel(String name, boolean json) {
        bound(name, open);
        Supplier<TextPass> made = json ? passes::json : passes::text;
        return open.computeIfAbsent(name, _ -> made.get());
    }

    private static void bound(String name, Map<String, ?> places) {
        if (name.length() > LONGEST_CHANNEL || (places.size() >= MOST_CHANNELS && !places.containsKey(name))) {
            throw new AnswerCutException("too many texts");
        }
    }

    /// Sends a whole text through a pass of its own; anything but a non-empty string stays.
    final void whole(JsonNode parent, String field, boolean json) {
        if (parent instanceof ObjectNode object && object.path(field).isString()) {
            String text = object.path(field).stringValue();
            if (!text.isEmpty()) {
                receivedOnce(text);
                object.put(field, (json ? passes.json() : passes.text()).whole(text));
            }
        }
    }

    /// Every string below an object's fields but these: what a format does not know yet is looked into all the same.
    /// It is not counted as written by the model: most of it is not.
    final void others(JsonNode node, Set<String> known) {
        others(node, known, null);
    }

    /// The same in a frame: each string is looked at once more together with what stood in its place before, so that
    /// not every half of a credential is harmless.
    ///
    /// @param place names the node in the answer; null if it is told once
    final void others(JsonNode node, Set<String> known, @Nullable String place) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String name = field.getKey();
                if (!known.contains(name)) {
                    String below = place == null || ATTRIBUTES.contains(name) ? null : place + '/' + name;
                    field.setValue(looked(field.getValue(), below));
                }
            }
        }
    }

    /// Every string below a node that the format does not know, in place; the node itself if it is a string.
    final JsonNode looked(JsonNode node) {
        return looked(node, null);
    }

    /// The same in a frame.
    ///
    /// @param place names the node in the answer; null if it is told once
    final JsonNode looked(JsonNode node, @Nullable String place) {
        switch (node) {
            case StringNode string -> {
                String text = string.stringValue();
                // Pictures are not read, and are long.
                if (text.isEmpty() || DataUrl.parse(text) != null) {
                    return node;
                }
                if (place != null) {
                    together(place, text);
                }
                return StringNode.valueOf(passes.text().whole(text));
            }
            case ObjectNode object -> others(object, Set.of(), place);
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, looked(array.get(i), place));
                }
            }
            default -> {}
        }
        return node;
    }

    private void together(String place, String text) {
        String before = tails.getOrDefault(place, "");
        // Names of fields may be data, without end: beyond the bound each text is looked at alone.
        boolean bounded = place.length() <= LONGEST_CHANNEL && (tails.size() < MOST_CHANNELS || !before.isEmpty());
        // What is told anew with every chunk, as the sources of an answer are, is no next piece.
        boolean again =
                (text.length() > 2 && before.endsWith(text)) || (text.length() >= LONG_PIECE && before.contains(text));
        if (!bounded || again) {
            return;
        }
        if (!before.isEmpty()) {
            String _ = passes.text().whole(before.substring(Math.max(0, before.length() - LOOKED_AT_AGAIN)) + text);
        }
        String both = before + text;
        tails.put(place, both.substring(Math.max(0, both.length() - LONGEST_TAIL)));
    }

    /// Every string below a node that the model wrote as one: the input of a tool.
    final void written(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                object.propertyNames().forEach(name -> {
                    whole(object, name, false);
                    written(object.path(name));
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i).isString()) {
                        String text = array.get(i).stringValue();
                        receivedOnce(text);
                        array.set(i, passes.text().whole(text));
                    } else {
                        written(array.get(i));
                    }
                }
            }
            default -> {}
        }
    }
}
