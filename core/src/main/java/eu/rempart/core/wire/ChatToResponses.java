package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
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

/// Chat completions as OpenAI's responses. Only the first choice is told: that format knows one.
final class ChatToResponses implements AnswerTranslation {

    private static final String FREE_FORM = "custom_tool_call";

    private final List<Item> items = new ArrayList<>();
    private final ToolPlaces places = new ToolPlaces();
    private final Map<Integer, Item> tools = new TreeMap<>();
    private final ArrayNode probabilities = array();
    private @Nullable Item message;
    private @Nullable Item thought;
    private int thoughts;
    private int signed;
    private ObjectNode response = object();
    private boolean started;
    private boolean stopped;
    private @Nullable String finish;
    private JsonNode usage = object();

    /// One item of the output while it is written.
    private static final class Item {
        private final int index;
        private final ObjectNode node;
        private final StringBuilder written = new StringBuilder();

        private Item(int index, ObjectNode node) {
            this.index = index;
            this.node = node;
        }

        private String id() {
            return text(node.path("id"));
        }

        private boolean isFreeForm() {
            return text(node.path("type")).equals(FREE_FORM);
        }
    }

    private static ObjectNode head(JsonNode completion) {
        ObjectNode response = object().put("id", "resp_" + text(completion.path("id")))
                .put("object", "response")
                .put("created_at", count(completion.path("created")))
                .put("status", "in_progress");
        response.putNull("error").putNull("incomplete_details").putNull("instructions");
        response.put("model", text(completion.path("model")));
        response.putArray("output");
        response.put("parallel_tool_calls", true)
                .putNull("previous_response_id")
                .putNull("temperature")
                .put("tool_choice", "auto")
                .putNull("top_p");
        response.putArray("tools");
        response.putObject("metadata");
        response.putNull("usage");
        return response;
    }

    private static void conclude(ObjectNode response, String finish, JsonNode usage) {
        boolean whole = !finish.equals("length") && !finish.equals("content_filter");
        response.put("status", whole ? "completed" : "incomplete");
        if (!whole) {
            response.putObject("incomplete_details")
                    .put("reason", finish.equals("length") ? "max_output_tokens" : "content_filter");
        }
        if (usage.isObject()) {
            response.set("usage", usage(ChatShapes.counted(usage)));
        }
    }

    static ObjectNode usage(TokenUsage used) {
        ObjectNode counted = object().put("input_tokens", used.input());
        ObjectNode details = counted.putObject("input_tokens_details").put("cached_tokens", used.cachedInput());
        if (used.image() > 0) {
            details.put("image_tokens", used.image());
        }
        if (used.cacheWrite() > 0) {
            details.put("cache_write_tokens", used.cacheWrite());
        }
        counted.put("output_tokens", used.output());
        counted.putObject("output_tokens_details").put("reasoning_tokens", used.reasoning());
        counted.put("total_tokens", used.input() + used.output());
        return counted;
    }

    private static ObjectNode message(String id, String status, ArrayNode content) {
        ObjectNode item = object().put("type", "message")
                .put("id", "msg_" + id)
                .put("status", status)
                .put("role", "assistant");
        item.set("content", content);
        return item;
    }

    private static ObjectNode part(String said) {
        ObjectNode part = object().put("type", "output_text").put("text", said);
        part.putArray("annotations");
        return part;
    }

    /// The next item of reasoning.
    private ObjectNode reasoning(String id, ArrayNode summary) {
        ObjectNode item =
                object().put("type", "reasoning").put("id", "rs_" + id + (thoughts == 0 ? "" : "_" + thoughts));
        thoughts++;
        item.set("summary", summary);
        return item;
    }

    private static boolean hasSigned(JsonNode said) {
        boolean any = !SignedReasoning.blocks(said).isEmpty();
        for (JsonNode made : said.path("tool_calls")) {
            any |= !SignedReasoning.blocks(made).isEmpty();
        }
        return any;
    }

    /// What the model signed before a message or a call.
    private void signed(String id, JsonNode owner, ArrayNode output) {
        for (JsonNode block : SignedReasoning.blocks(owner)) {
            String told = text(block.path("thinking"));
            output.add(reasoning(id, told.isEmpty() ? array() : array().add(summary(told)))
                    .put("encrypted_content", SignedReasoning.sealed(block)));
        }
        String geminis = SignedReasoning.geminis(owner);
        if (!geminis.isEmpty()) {
            output.add(reasoning(id, array()).put("encrypted_content", SignedReasoning.marked(geminis)));
        }
    }

    private static ObjectNode summary(String thought) {
        return object().put("type", "summary_text").put("text", thought);
    }

    private static ObjectNode call(String id, String name, String arguments, String status) {
        return object().put("type", "function_call")
                .put("id", "fc_" + id)
                .put("call_id", id)
                .put("name", name)
                .put("arguments", arguments)
                .put("status", status);
    }

    private static ObjectNode freeForm(String id, String name, String input, String status) {
        return object().put("type", FREE_FORM)
                .put("id", "ctc_" + id)
                .put("call_id", id)
                .put("name", name)
                .put("input", input)
                .put("status", status);
    }

    private static ObjectNode call(JsonNode made, String status) {
        String id = text(made.path("id"));
        JsonNode custom = made.path("custom");
        JsonNode function = made.path("function");
        return custom.isObject()
                ? freeForm(id, text(custom.path("name")), text(custom.path("input")), status)
                : call(id, text(function.path("name")), text(function.path("arguments")), status);
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        ObjectNode whole = head(answer);
        JsonNode choice = answer.path("choices").path(0);
        JsonNode said = choice.path("message");
        ArrayNode output = array();
        String id = text(answer.path("id"));
        String reasons = ChatShapes.reasoning(said);
        signed(id, said, output);
        if (!reasons.isEmpty() && !hasSigned(said)) {
            output.add(reasoning(id, array().add(summary(reasons))));
        }
        String words = joined(said.path("content"));
        words = words.isEmpty() ? text(said.path("refusal")) : words;
        if (!words.isEmpty() || !said.path("tool_calls").isArray()) {
            ObjectNode part = part(words);
            if (choice.path("logprobs").path("content").isArray()) {
                part.set("logprobs", choice.path("logprobs").path("content"));
            }
            output.add(message(text(answer.path("id")), "completed", array().add(part)));
        }
        for (JsonNode made : said.path("tool_calls")) {
            signed(id, made, output);
            output.add(call(made, "completed"));
        }
        whole.set("output", output);
        conclude(whole, text(choice.path("finish_reason")), answer.path("usage"));
        return whole;
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
            response = head(chunk);
            frames.add(of("response.created", response.deepCopy()));
            frames.add(of("response.in_progress", response.deepCopy()));
        }
        if (chunk.path("usage").isObject()) {
            usage = chunk.path("usage");
        }
        JsonNode choice = chunk.path("choices").path(0);
        if (choice.isObject() && choice.path("index").asInt(0) == 0) {
            JsonNode delta = choice.path("delta");
            think(ChatShapes.reasoning(delta), frames);
            choice.path("logprobs").path("content").forEach(probabilities::add);
            JsonNode blocks = SignedReasoning.blocks(delta);
            // Each time all of them are told.
            for (; signed < blocks.size(); signed++) {
                sign(
                        SignedReasoning.sealed(blocks.path(signed)),
                        text(blocks.path(signed).path("thinking")),
                        frames);
            }
            String said = joined(delta.path("content"));
            say(said.isEmpty() ? text(delta.path("refusal")) : said, frames);
            for (JsonNode made : delta.path("tool_calls")) {
                tool(made, frames);
            }
            String reason = text(choice.path("finish_reason"));
            if (!reason.isEmpty()) {
                finish = reason;
            }
        }
        return frames;
    }

    private void think(String piece, List<Frame> frames) {
        if (piece.isEmpty()) {
            return;
        }
        Item item = thought;
        if (item == null) {
            item = thought(frames);
            ObjectNode part =
                    event("response.reasoning_summary_part.added", item).put("summary_index", 0);
            part.set("part", summary(""));
            frames.add(named(part));
        }
        item.written.append(piece);
        frames.add(named(event("response.reasoning_summary_text.delta", item)
                .put("summary_index", 0)
                .put("delta", piece)));
    }

    private Item thought(List<Frame> frames) {
        Item item = new Item(items.size(), reasoning(text(response.path("id")), array()));
        thought = item;
        items.add(item);
        frames.add(added(item));
        return item;
    }

    /// Ends the thoughts just before, or an item that has none, with what their model wants back.
    private void sign(String sealed, String told, List<Frame> frames) {
        Item item = thought;
        if (item == null || told.isEmpty()) {
            item = thought(frames);
        }
        item.node.put("encrypted_content", sealed);
        thought = null;
    }

    private void say(String said, List<Frame> frames) {
        if (said.isEmpty()) {
            return;
        }
        Item item = message;
        if (item == null) {
            item = new Item(items.size(), message(text(response.path("id")), "in_progress", array()));
            message = item;
            items.add(item);
            frames.add(added(item));
            ObjectNode part = event("response.content_part.added", item).put("content_index", 0);
            part.set("part", part(""));
            frames.add(named(part));
        }
        item.written.append(said);
        frames.add(named(event("response.output_text.delta", item)
                .put("content_index", 0)
                .put("delta", said)
                .set("logprobs", array())));
    }

    private void tool(JsonNode made, List<Frame> frames) {
        int number = places.number(made);
        Item item = tools.get(number);
        if (item == null) {
            for (JsonNode block : SignedReasoning.blocks(made)) {
                sign(SignedReasoning.sealed(block), text(block.path("thinking")), frames);
            }
            String geminis = SignedReasoning.geminis(made);
            if (!geminis.isEmpty()) {
                sign(SignedReasoning.marked(geminis), "", frames);
            }
            ObjectNode begun = call(made, "in_progress");
            begun.put(begun.has("input") ? "input" : "arguments", "");
            item = new Item(items.size(), begun);
            tools.put(number, item);
            items.add(item);
            frames.add(added(item));
        }
        boolean custom = item.isFreeForm();
        String piece = text(
                custom
                        ? made.path("custom").path("input")
                        : made.path("function").path("arguments"));
        if (!piece.isEmpty()) {
            item.written.append(piece);
            String type = custom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta";
            frames.add(named(event(type, item).put("delta", piece)));
        }
    }

    private void stop(List<Frame> frames) {
        if (stopped || finish == null) {
            return;
        }
        stopped = true;
        ArrayNode output = array();
        for (Item item : items) {
            String written = item.written.toString();
            ObjectNode node = item.node;
            boolean reasoned = text(node.path("type")).equals("reasoning");
            if (reasoned && !written.isEmpty()) {
                frames.add(named(event("response.reasoning_summary_text.done", item)
                        .put("summary_index", 0)
                        .put("text", written)));
                ObjectNode part =
                        event("response.reasoning_summary_part.done", item).put("summary_index", 0);
                part.set("part", summary(written));
                frames.add(named(part));
                node.set("summary", array().add(summary(written)));
            } else if (item == message) {
                frames.add(named(event("response.output_text.done", item)
                        .put("content_index", 0)
                        .put("text", written)
                        .set("logprobs", array())));
                ObjectNode part = event("response.content_part.done", item).put("content_index", 0);
                part.set("part", part(written));
                frames.add(named(part));
                ObjectNode whole = part(written);
                if (!probabilities.isEmpty()) {
                    whole.set("logprobs", probabilities);
                }
                node.set("content", array().add(whole));
            } else if (item.isFreeForm()) {
                frames.add(named(
                        event("response.custom_tool_call_input.done", item).put("input", written)));
                node.put("input", written);
            } else if (!reasoned) {
                frames.add(named(event("response.function_call_arguments.done", item)
                        .put("name", text(node.path("name")))
                        .put("arguments", written)));
                node.put("arguments", written);
            }
            if (!reasoned) {
                node.put("status", "completed");
            }
            ObjectNode done = object().put("type", "response.output_item.done").put("output_index", item.index);
            done.set("item", node.deepCopy());
            frames.add(named(done));
            output.add(node);
        }
        response.set("output", output);
        conclude(response, finish, usage);
        frames.add(of(
                text(response.path("status")).equals("completed") ? "response.completed" : "response.incomplete",
                response));
    }

    private static Frame added(Item item) {
        ObjectNode added = object().put("type", "response.output_item.added").put("output_index", item.index);
        added.set("item", item.node.deepCopy());
        return named(added);
    }

    private static ObjectNode event(String type, Item item) {
        return object().put("type", type).put("item_id", item.id()).put("output_index", item.index);
    }

    private static Frame of(String type, ObjectNode response) {
        ObjectNode event = object().put("type", type);
        event.set("response", response);
        return named(event);
    }

    private static Frame named(ObjectNode event) {
        return new Frame(text(event.path("type")), event);
    }
}
