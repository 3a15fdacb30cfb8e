package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Chat completions.
final class ChatRewriter extends AnswerRewriter {

    private static final String[] TEXTS = {"content", "refusal", "reasoning_content", "reasoning"};
    private static final Set<String> OF_A_CHUNK =
            Set.of("id", "object", "created", "model", "system_fingerprint", "service_tier", "usage", "choices");
    private static final Set<String> OF_A_CHOICE = Set.of("index", "delta", "message", "finish_reason", "logprobs");
    private static final Set<String> OF_A_MESSAGE = Set.of(
            "role", "content", "refusal", "reasoning_content", "reasoning", "tool_calls", "function_call", "audio");
    private static final Set<String> OF_A_WHOLE_MESSAGE = Set.of(
            "role",
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "tool_calls",
            "function_call",
            "audio",
            SignedReasoning.EXTRA);
    private static final Set<String> OF_A_PART = Set.of("type", "text", "thinking");
    /// Not written by the model in so many words.
    private static final Set<String> SEALED = Set.of("data", "encrypted_content");
    private static final Set<String> OF_A_CALL =
            Set.of("index", "id", "type", "function", "custom", SignedReasoning.EXTRA);
    private static final Set<String> OF_A_CUSTOM_CALL = Set.of("name", "input");
    private static final Set<String> OF_A_SIGNED_BLOCK = Set.of("signature", "data");
    private static final Set<String> OF_GOOGLE = Set.of("thought_signature");
    private static final Set<String> OF_AUDIO = Set.of("id", "data", "expires_at", "transcript");
    /// Ends the name of the channel of a custom tool's input.
    private static final String CUSTOM = "/custom";
    /// Between the names of the way to a text that the format does not know.
    private static final char STEP = '\u0000';
    /// Begins the step into an element of a list.
    private static final String ELEMENT = "\u0001";
    private static final Set<String> OF_A_FUNCTION = Set.of("name", "arguments");

    private final boolean wantsUsage;
    private final int choices;
    /// The usage that came beside a choice: it is told in a chunk of its own, where OpenAI's clients look for it.
    private @Nullable ObjectNode counts;

    private final Set<Integer> ended = new HashSet<>(2);
    /// Log probabilities show the text token by token: they wait for it, and are left out where anything was masked,
    /// because they would show the placeholders.
    private final Map<Integer, ArrayNode> probabilities = new HashMap<>();

    ChatRewriter(TextPass.Source passes, boolean wantsUsage, int choices) {
        super(passes);
        this.choices = choices;
        this.wantsUsage = wantsUsage;
    }

    @Override
    public void whole(ObjectNode answer) {
        // First: an answer that is withheld is paid for too.
        usage(answer.path("usage"));
        several(answer, "choices", null);
        for (JsonNode choice : answer.path("choices")) {
            single(choice, "message", null);
            JsonNode message = choice.path("message");
            for (String field : TEXTS) {
                words(message, field, false);
            }
            several(message, "tool_calls", null);
            for (JsonNode call : message.path("tool_calls")) {
                single(call, "function", null);
                function(call.path("function"));
                single(call, "custom", null);
                words(call.path("custom"), "name", false);
                words(call.path("custom"), "input", false);
                others(call.path("custom"), OF_A_CUSTOM_CALL);
                others(call, OF_A_CALL);
                extra(call, null);
            }
            single(message, "function_call", null);
            function(message.path("function_call"));
            single(message, "audio", null);
            words(message.path("audio"), "transcript", false);
            others(message.path("audio"), OF_AUDIO);
            extra(message, null);
            others(message, OF_A_WHOLE_MESSAGE);
            others(choice, OF_A_CHOICE);
            if (restores() && choice instanceof ObjectNode object && object.has("logprobs")) {
                object.putNull("logprobs");
            }
            ended(choice);
        }
        others(answer, OF_A_CHUNK);
        providerSaidDone();
        showing();
    }

    private void function(JsonNode function) {
        words(function, "name", false);
        words(function, "arguments", true);
        others(function, OF_A_FUNCTION);
    }

    /// A text, or the parts of one; what has another shape is looked into all the same.
    private void words(JsonNode parent, String field, boolean json) {
        switch (parent.path(field)) {
            case ArrayNode parts -> parts(parts);
            case ObjectNode odd -> looked(odd);
            default -> whole(parent, field, json);
        }
    }

    /// Looks into what stands in the place of an object.
    private boolean single(JsonNode parent, String field, @Nullable String place) {
        JsonNode value = parent.path(field);
        if (!isSet(value) || value.isObject() || !(parent instanceof ObjectNode owner)) {
            return false;
        }
        owner.set(field, looked(value, place));
        return true;
    }

    /// Looks into what stands in the place of a list of objects, or of one of them.
    private boolean several(JsonNode parent, String field, @Nullable String place) {
        if (!(parent.path(field) instanceof ArrayNode list)) {
            JsonNode value = parent.path(field);
            if (value.isObject()) {
                looked(value, place);
            }
            return value.isObject() || single(parent, field, place);
        }
        boolean any = false;
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                list.set(i, looked(list.get(i), place));
                any = true;
            }
        }
        return any;
    }

    /// What a message or a call carries for its provider. The texts in it are read; what was signed is not, as in
    /// messages: nobody can read it, and whoever wrote it wants it back as it was.
    ///
    /// @param place names the node in the answer; null if it is told once
    private void extra(JsonNode owner, @Nullable String place) {
        if (!(owner instanceof ObjectNode object) || !owner.has(SignedReasoning.EXTRA)) {
            return;
        }
        JsonNode extra = owner.path(SignedReasoning.EXTRA);
        if (!extra.isObject()) {
            object.set(SignedReasoning.EXTRA, looked(extra, place));
            return;
        }
        Set<String> known = new HashSet<>(2);
        if (extra.path("anthropic") instanceof ObjectNode anthropic) {
            known.add("anthropic");
            boolean listed = anthropic.path(SignedReasoning.BLOCKS) instanceof ArrayNode;
            if (listed) {
                several(anthropic, SignedReasoning.BLOCKS, place);
                anthropic.path(SignedReasoning.BLOCKS).forEach(block -> unsealed(block, OF_A_SIGNED_BLOCK, place));
            }
            others(anthropic, listed ? Set.of(SignedReasoning.BLOCKS) : Set.of(), place);
        }
        if (extra.path("google") instanceof ObjectNode google) {
            known.add("google");
            unsealed(google, OF_GOOGLE, place);
        }
        others(extra, known, place);
    }

    /// Every text of an object but those that are sealed.
    private void unsealed(JsonNode node, Set<String> sealed, @Nullable String place) {
        Set<String> known = new HashSet<>(2);
        for (String name : sealed) {
            if (DataUrl.isBase64(text(node.path(name)), 0) && node.path(name).isString()) {
                known.add(name);
            }
        }
        others(node, known, place);
    }

    private void ended(JsonNode choice) {
        String reason = text(choice.path("finish_reason"));
        if (!reason.isEmpty()) {
            ended.add(choice.path("index").asInt(0));
            finishedBecause(reason);
        }
    }

    /// Where several choices were asked for, the end of one is not the end of the answer.
    @Override
    boolean isComplete() {
        return ended.size() >= choices;
    }

    /// Mistral's reasoning models answer in parts.
    private void parts(ArrayNode parts) {
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            if (part.isObject()) {
                words(part, "text", false);
                words(part, "thinking", false);
                others(part, OF_A_PART);
            } else {
                parts.set(i, looked(part));
            }
        }
    }

    private void usage(JsonNode usage) {
        if (usage.isObject()) {
            counted(
                    usage.path("prompt_tokens"),
                    usage.path("prompt_tokens_details"),
                    usage.path("completion_tokens"),
                    usage.path("completion_tokens_details"));
        }
    }

    @Override
    public List<Frame> next(Frame frame) {
        if (frame.isDone()) {
            if (isWhole()) {
                if (counts != null) {
                    atTheEnd(Frame.of(counts));
                }
                atTheEnd(Frame.DONE);
            }
            return List.of();
        }
        ObjectNode chunk = frame.data();
        usage(chunk.path("usage"));
        JsonNode choices = chunk.path("choices");
        if (choices.isEmpty()) {
            // The chunk with the usage, which we always ask for.
            if (wantsUsage) {
                counts = null;
                atTheEnd(frame);
            }
            return List.of();
        }
        beside(chunk);
        others(chunk, OF_A_CHUNK, "chunk");
        List<Frame> frames = new ArrayList<>(2);
        ArrayNode running = array();
        ArrayNode over = array();
        boolean any = false;
        for (JsonNode choice : choices) {
            if (choice instanceof ObjectNode object) {
                boolean told = rewrite(object);
                if (text(object.path("finish_reason")).isEmpty()) {
                    running.add(object);
                    any |= told;
                } else {
                    ended(object);
                    flush(chunk, object, frames);
                    over.add(object);
                    if (told) {
                        showing();
                    }
                }
            }
        }
        if (over.isEmpty()) {
            if (any) {
                frames.add(frame);
            }
            return frames;
        }
        if (any) {
            // Others in the same chunk go on: what they tell does not wait.
            ObjectNode copy = around(chunk);
            copy.set("choices", running);
            frames.add(Frame.of(copy));
        }
        chunk.set("choices", over);
        atTheEnd(frame);
        return frames;
    }

    private void beside(ObjectNode chunk) {
        JsonNode usage = chunk.path("usage");
        if (wantsUsage && usage.isObject()) {
            ObjectNode own = around(chunk);
            own.putArray("choices");
            own.set("usage", usage);
            counts = own;
        }
        if (!wantsUsage || usage.isObject()) {
            chunk.remove("usage");
        }
    }

    /// A chunk without choices, like this one.
    private static ObjectNode around(ObjectNode chunk) {
        ObjectNode copy = object();
        Nodes.copy(chunk, copy, "id", "object", "created", "model", "system_fingerprint", "service_tier");
        return copy;
    }

    /// False if nothing is left in the choice that could be told.
    private boolean rewrite(ObjectNode choice) {
        int index = choice.path("index").asInt(0);
        if (!(choice.path("delta") instanceof ObjectNode delta)) {
            return false;
        }
        boolean any = delta.path("role").isString();
        String prefix = index + "/";
        for (String field : TEXTS) {
            if (delta.path(field) instanceof ArrayNode parts) {
                any |= parts(prefix + field, parts);
            } else if (delta.path(field).isString()) {
                any |= send(prefix + field, delta, field, false);
            } else if (delta.path(field).isObject()) {
                looked(delta.path(field), prefix + field);
                any = true;
            }
        }
        any |= several(delta, "tool_calls", prefix + "tools");
        for (JsonNode call : delta.path("tool_calls")) {
            String channel = prefix + "tool/" + call.path("index").asInt(0);
            if (isSet(call.path("id")) || isSet(call.path("function").path("name"))) {
                any = true;
                showing();
            }
            any |= single(call, "function", channel + "/function");
            if (call.path("function") instanceof ObjectNode function) {
                words(function, "name", false);
                others(function, OF_A_FUNCTION, channel + "/function");
                any |= written(channel, function, "arguments", true);
            }
            any |= single(call, "custom", channel + "/custom");
            if (call.path("custom") instanceof ObjectNode custom) {
                words(custom, "name", false);
                others(custom, OF_A_CUSTOM_CALL, channel + "/custom");
                any |= isSet(custom.path("name"));
                any |= written(channel + CUSTOM, custom, "input", false);
            }
            others(call, OF_A_CALL, channel);
            extra(call, channel + "/extra");
        }
        any |= single(delta, "function_call", prefix + "function");
        if (delta.path("function_call") instanceof ObjectNode function) {
            any |= written(prefix + "function", function, "arguments", true);
            any |= isSet(function.path("name"));
            words(function, "name", false);
            others(function, OF_A_FUNCTION, prefix + "function");
        }
        any |= single(delta, "audio", prefix + "audio");
        if (choice.has("message")) {
            // A stream has none.
            choice.set("message", looked(choice.path("message"), prefix + "message"));
        }
        any |= unknown(prefix, delta);
        others(choice, OF_A_CHOICE, prefix + "choice");
        any |= probabilities(index, choice, prefix + "content");
        return any;
    }

    /// A piece of a text; what has another shape is looked into all the same.
    private boolean written(String channel, ObjectNode parent, String field, boolean json) {
        JsonNode value = parent.path(field);
        if (value.isString()) {
            return send(channel, parent, field, json);
        }
        if (!isSet(value)) {
            return false;
        }
        looked(value, channel + '/' + field);
        return true;
    }

    /// What this class does not know may be pieces of texts, as deep as it is. A transcript is a text, its sound is
    /// not.
    private boolean unknown(String prefix, ObjectNode delta) {
        boolean any = false;
        for (String field : List.copyOf(delta.propertyNames())) {
            if (field.equals(SignedReasoning.EXTRA)) {
                // Told at once: clients put the last that they are told in the place of what was before.
                extra(delta, prefix + "extra");
                any = true;
            } else if (!OF_A_MESSAGE.contains(field)) {
                any |= pieces(prefix + STEP + field, delta, field);
            } else if (field.equals("audio") && delta.path(field) instanceof ObjectNode audio) {
                if (audio.path("transcript").isString()) {
                    send(prefix + field, audio, "transcript", false);
                }
                others(audio, OF_AUDIO, prefix + field);
                any = true;
            }
        }
        return any;
    }

    private boolean pieces(String channel, ObjectNode parent, String field) {
        JsonNode value = parent.path(field);
        boolean any = false;
        switch (value) {
            case StringNode string -> {
                if (ATTRIBUTES.contains(field) || DataUrl.parse(string.stringValue()) != null) {
                    parent.set(field, looked(string));
                    any = true;
                } else if (SEALED.contains(field)) {
                    any = shown(parent, field, passUncounted(channel, string.stringValue(), false));
                } else {
                    any = send(channel, parent, field, false);
                }
            }
            case ObjectNode object -> {
                for (String name : List.copyOf(object.propertyNames())) {
                    any |= pieces(channel + STEP + name, object, name);
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i) instanceof ObjectNode object) {
                        int place = object.path("index").asInt(i);
                        for (String name : List.copyOf(object.propertyNames())) {
                            any |= pieces(channel + STEP + ELEMENT + place + STEP + name, object, name);
                        }
                    } else {
                        array.set(i, looked(array.get(i), channel));
                        any = true;
                    }
                }
            }
            default -> any = isSet(value);
        }
        return any;
    }

    /// A text, back in the place that the channel's name tells.
    private static void inPlace(String way, String text, ObjectNode delta) {
        String[] steps = way.split(String.valueOf(STEP), -1);
        ObjectNode parent = delta;
        for (int i = 1; i < steps.length - 1; i++) {
            if (steps[i + 1].startsWith(ELEMENT)) {
                ObjectNode element = object().put("index", Integer.parseInt(steps[i + 1].substring(ELEMENT.length())));
                parent.set(steps[i], array().add(element));
                parent = element;
                i++;
            } else {
                parent = parent.putObject(steps[i]);
            }
        }
        parent.put(steps[steps.length - 1], text);
    }

    private boolean send(String channel, ObjectNode parent, String field, boolean json) {
        return shown(parent, field, pass(channel, parent.path(field).stringValue(), json));
    }

    private boolean shown(ObjectNode parent, String field, String piece) {
        parent.put(field, piece);
        if (!piece.isEmpty()) {
            showing();
        }
        return !piece.isEmpty();
    }

    private boolean parts(String channel, ArrayNode parts) {
        boolean any = false;
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof ObjectNode part)) {
                parts.set(i, looked(parts.get(i), channel));
                any = true;
                continue;
            }
            any |= written(channel, part, "text", false);
            any |= part.path("thinking") instanceof ArrayNode thoughts
                    ? parts(channel + "/thinking", thoughts)
                    : written(channel + "/thinking", part, "thinking", false);
            others(part, OF_A_PART, channel + "/part");
            any |= part.propertyNames().stream().anyMatch(name -> !OF_A_PART.contains(name));
        }
        return any;
    }

    private boolean probabilities(int index, ObjectNode choice, String channel) {
        if (choice.path("logprobs").isObject()) {
            if (!restores() && choice.path("logprobs").path("content") instanceof ArrayNode now) {
                probabilities.computeIfAbsent(index, _ -> array()).addAll(now);
            }
            choice.putNull("logprobs");
        }
        ArrayNode waiting = probabilities.get(index);
        if (waiting == null || isHolding(channel)) {
            return false;
        }
        tellProbabilities(index, choice);
        return true;
    }

    private void tellProbabilities(int index, ObjectNode choice) {
        ArrayNode waiting = probabilities.remove(index);
        if (waiting != null) {
            choice.putObject("logprobs").set("content", waiting);
        }
    }

    /// What the choice's texts still hold, as chunks of their own before the one that ends it.
    private void flush(ObjectNode chunk, ObjectNode choice, List<Frame> frames) {
        int index = choice.path("index").asInt(0);
        String prefix = index + "/";
        // What this chunk itself carries comes before what is still held.
        for (String channel : channels(prefix)) {
            String rest = flush(channel);
            if (rest.isEmpty()) {
                continue;
            }
            showing();
            String name = channel.substring(prefix.length());
            ObjectNode delta = object();
            if (name.charAt(0) == STEP) {
                inPlace(name, rest, delta);
            } else if (name.startsWith("tool/") && name.endsWith(CUSTOM)) {
                ObjectNode call = object().put(
                                "index",
                                Integer.parseInt(name.substring("tool/".length(), name.length() - CUSTOM.length())));
                call.putObject("custom").put("input", rest);
                delta.set("tool_calls", array().add(call));
            } else if (name.equals("audio")) {
                delta.putObject("audio").put("transcript", rest);
            } else if (name.startsWith("tool/")) {
                ObjectNode call = object().put("index", Integer.parseInt(name.substring("tool/".length())));
                call.putObject("function").put("arguments", rest);
                delta.set("tool_calls", array().add(call));
            } else if (name.equals("function")) {
                delta.putObject("function_call").put("arguments", rest);
            } else {
                delta.put(name.endsWith("/thinking") ? "reasoning_content" : name, rest);
            }
            ObjectNode copy = around(chunk);
            ObjectNode own = object().put("index", index);
            own.set("delta", delta);
            own.putNull("finish_reason");
            if (name.equals("content")) {
                tellProbabilities(index, own);
            }
            copy.set("choices", array().add(own));
            frames.add(Frame.of(copy));
        }
        tellProbabilities(index, choice);
        if (choice.path("delta") instanceof ObjectNode delta) {
            carried(chunk, choice, delta, frames);
        }
    }

    /// Texts in the chunk that ends the choice are told before the answer is in the books; only the end itself waits.
    private static void carried(ObjectNode chunk, ObjectNode choice, ObjectNode delta, List<Frame> frames) {
        boolean text = false;
        for (String field : TEXTS) {
            text |= !Nodes.joined(delta.path(field)).isEmpty();
        }
        for (String field : delta.propertyNames()) {
            text |= !OF_A_MESSAGE.contains(field) || field.equals("audio");
        }
        if (!text
                && !delta.path("tool_calls").isArray()
                && !delta.path("function_call").isObject()) {
            return;
        }
        ObjectNode copy = around(chunk);
        ObjectNode own = object().put("index", choice.path("index").asInt(0));
        own.set("delta", delta.deepCopy());
        own.putNull("finish_reason");
        copy.set("choices", array().add(own));
        frames.addFirst(Frame.of(copy));
        delta.removeAll();
    }
}
