package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.wire.Answers.Answer;
import eu.rempart.core.wire.Answers.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads answers as a strict client of each format would: what is out of order fails here.
final class Readings {

    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder said = new StringBuilder();
    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private final ObjectNode usage = object();
    private String finish = "";

    private Readings() {}

    /// A whole answer, as that client reads it.
    static Answer whole(Dialect client, ObjectNode answer) {
        Readings reading = new Readings();
        switch (client) {
            case CHAT -> {
                reading.chat(answer.path("choices").path(0).path("message"));
                reading.finish = text(answer.path("choices").path(0).path("finish_reason"));
                reading.merge(answer.path("usage"));
            }
            case MESSAGES -> {
                int index = 0;
                for (JsonNode block : answer.path("content")) {
                    reading.block(index, block);
                    if (isSet(block.path("input"))) {
                        reading.arguments(index).append(Nodes.printed(block.path("input")));
                    }
                    index++;
                }
                reading.finish = text(answer.path("stop_reason"));
                reading.merge(answer.path("usage"));
            }
            case RESPONSES -> reading.response(answer);
            default -> throw new IllegalArgumentException();
        }
        return reading.answer(client);
    }

    /// A stream, as that client reads it.
    static Answer stream(Dialect client, List<Frame> frames) {
        Readings reading = new Readings();
        switch (client) {
            case CHAT -> reading.chunks(frames);
            case MESSAGES -> reading.events(frames);
            case RESPONSES -> reading.responseEvents(frames);
            default -> throw new IllegalArgumentException();
        }
        return reading.answer(client);
    }

    /// All frames that a provider's make, and the end of the stream.
    static List<Frame> translated(AnswerTranslation translation, List<Frame> frames) {
        List<Frame> made = new ArrayList<>();
        frames.forEach(frame -> made.addAll(translation.next(frame)));
        made.addAll(translation.next(Frame.DONE));
        return made;
    }

    private StringBuilder arguments(int index) {
        return arguments.computeIfAbsent(index, _ -> new StringBuilder());
    }

    private void merge(JsonNode counted) {
        counted.properties().forEach(entry -> usage.set(entry.getKey(), entry.getValue()));
    }

    private Answer answer(Dialect client) {
        List<Call> calls = new ArrayList<>();
        names.forEach((index, name) -> calls.add(
                new Call(name, Answers.tree(arguments(index).toString()).toString())));
        String reason = finish;
        long input = count(usage.path("input_tokens"));
        long cached = count(usage.path("input_tokens_details").path("cached_tokens"));
        long output = count(usage.path("output_tokens"));
        switch (client) {
            case CHAT -> {
                input = count(usage.path("prompt_tokens"));
                cached = count(usage.path("prompt_tokens_details").path("cached_tokens"));
                output = count(usage.path("completion_tokens"));
            }
            case MESSAGES -> {
                cached = count(usage.path("cache_read_input_tokens"));
                input += cached + count(usage.path("cache_creation_input_tokens"));
                reason = switch (finish) {
                    case "end_turn" -> "stop";
                    case "max_tokens" -> "length";
                    case "tool_use" -> "tool_calls";
                    case "refusal" -> "content_filter";
                    default -> finish;
                };
            }
            default -> reason = finish.equals("stop") && !calls.isEmpty() ? "tool_calls" : finish;
        }
        return new Answer(reasoning.toString(), said.toString(), calls, reason, input, cached, output);
    }

    private void chat(JsonNode message) {
        reasoning.append(text(message.path("reasoning_content")));
        said.append(text(message.path("content")));
        int place = 0;
        for (JsonNode call : message.path("tool_calls")) {
            int index = call.path("index").asInt(place++);
            String name = text(call.path("function").path("name"));
            if (!name.isEmpty()) {
                assertThat(names.put(index, name)).as("a tool is named once").isNull();
                assertThat(text(call.path("id"))).isNotEmpty();
            }
            assertThat(names).containsKey(index);
            arguments(index).append(text(call.path("function").path("arguments")));
        }
    }

    private void chunks(List<Frame> frames) {
        boolean done = false;
        for (Frame frame : frames) {
            assertThat(frame.isDone() || !done).as("nothing follows the end").isTrue();
            done |= frame.isDone();
            JsonNode choice = frame.data().path("choices").path(0);
            if (choice.isObject()) {
                assertThat(finish).as("no piece follows the finish").isEmpty();
                chat(choice.path("delta"));
                finish = text(choice.path("finish_reason"));
            }
            merge(frame.data().path("usage"));
        }
        assertThat(done).isTrue();
    }

    private void block(int index, JsonNode block) {
        switch (text(block.path("type"))) {
            case "text" -> said.append(text(block.path("text")));
            case "thinking" -> reasoning.append(text(block.path("thinking")));
            case "tool_use" -> {
                assertThat(text(block.path("id"))).isNotEmpty();
                names.put(index, text(block.path("name")));
            }
            default -> throw new AssertionError("no client knows " + block.path("type"));
        }
    }

    private void events(List<Frame> frames) {
        TreeSet<Integer> open = new TreeSet<>();
        int next = 0;
        boolean stopped = false;
        for (Frame frame : frames) {
            if (frame.isDone()) {
                continue;
            }
            JsonNode event = frame.data();
            assertThat(stopped).as("nothing follows the stop").isFalse();
            assertThat(frame.event()).isEqualTo(text(event.path("type")));
            int index = event.path("index").asInt(-1);
            switch (text(event.path("type"))) {
                case "message_start" -> merge(event.path("message").path("usage"));
                case "content_block_start" -> {
                    assertThat(index).as("blocks are numbered").isEqualTo(next++);
                    open.add(index);
                    block(index, event.path("content_block"));
                }
                case "content_block_delta" -> {
                    assertThat(open).as("a piece stands in an open block").contains(index);
                    reasoning.append(text(event.path("delta").path("thinking")));
                    said.append(text(event.path("delta").path("text")));
                    arguments(index).append(text(event.path("delta").path("partial_json")));
                }
                case "content_block_stop" ->
                    assertThat(open.remove(index)).as("a block ends once").isTrue();
                case "message_delta" -> {
                    assertThat(open).as("all blocks have ended").isEmpty();
                    finish = text(event.path("delta").path("stop_reason"));
                    merge(event.path("usage"));
                }
                case "message_stop" -> stopped = true;
                default -> {}
            }
        }
        assertThat(stopped).isEqualTo(!finish.isEmpty());
        // A client takes a tool whose input was never told for one that wants nothing.
        names.keySet().forEach(index -> arguments(index).append(arguments(index).isEmpty() ? "{}" : ""));
    }

    private void response(JsonNode response) {
        int index = 0;
        for (JsonNode item : response.path("output")) {
            switch (text(item.path("type"))) {
                case "message" -> item.path("content").forEach(part -> said.append(text(part.path("text"))));
                case "function_call" -> {
                    assertThat(text(item.path("call_id"))).isNotEmpty();
                    names.put(index, text(item.path("name")));
                    arguments(index).append(text(item.path("arguments")));
                }
                case "reasoning" -> item.path("summary").forEach(part -> reasoning.append(text(part.path("text"))));
                default -> throw new AssertionError("no client knows " + item.path("type"));
            }
            index++;
        }
        String why = text(response.path("incomplete_details").path("reason"));
        finish = switch (text(response.path("status"))) {
            case "completed" -> "stop";
            case "incomplete" -> why.equals("max_output_tokens") ? "length" : why;
            default -> "";
        };
        merge(response.path("usage"));
    }

    private void responseEvents(List<Frame> frames) {
        Map<Integer, StringBuilder> written = new TreeMap<>();
        ArrayNode items = Nodes.array();
        boolean ended = false;
        for (Frame frame : frames) {
            if (frame.isDone()) {
                continue;
            }
            JsonNode event = frame.data();
            assertThat(ended).as("nothing follows the end").isFalse();
            assertThat(frame.event()).isEqualTo(text(event.path("type")));
            int index = event.path("output_index").asInt(-1);
            switch (text(event.path("type"))) {
                case "response.output_item.added" -> {
                    assertThat(index).isEqualTo(items.size());
                    items.add(event.path("item"));
                    written.put(index, new StringBuilder());
                }
                case "response.output_text.delta",
                        "response.reasoning_summary_text.delta",
                        "response.function_call_arguments.delta" ->
                    Objects.requireNonNull(written.get(index), "a piece stands in an item")
                            .append(text(event.path("delta")));
                case "response.output_text.done", "response.reasoning_summary_text.done" ->
                    assertThat(written.get(index)).hasToString(text(event.path("text")));
                case "response.function_call_arguments.done" ->
                    assertThat(written.get(index)).hasToString(text(event.path("arguments")));
                case "response.output_item.done" -> items.set(index, event.path("item"));
                case "response.completed", "response.incomplete" -> {
                    ended = true;
                    assertThat(event.path("response").path("output")).isEqualTo(items);
                    response(event.path("response"));
                }
                default -> {}
            }
        }
        if (!ended) {
            written.forEach((index, text) -> {
                boolean thought = text(items.get(index).path("type")).equals("reasoning");
                (thought ? reasoning : said).append(text);
            });
        }
    }
}
