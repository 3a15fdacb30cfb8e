package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// OpenAI's responses.
final class ResponsesWire implements Wire {

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public String start(Received request, @Nullable Usage usage) {
        return event("response.created", "\"response\":" + response(request, "in_progress", "", null))
                + event(
                        "response.output_item.added",
                        "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}")
                + event("response.content_part.added", PLACE + ",\"part\":" + part(""));
    }

    private static final String PLACE = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0";

    @Override
    public String text(Received request, String text) {
        return event("response.output_text.delta", PLACE + ",\"delta\":" + Wire.quoted(text));
    }

    @Override
    public String toolCall(Received request, int number, Step.ToolCall call) {
        String place = "\"item_id\":\"fc_%d\",\"output_index\":%d".formatted(number, number);
        StringBuilder events = new StringBuilder(event(
                "response.output_item.added",
                "\"output_index\":%d,\"item\":%s".formatted(number, item(number, call, ""))));
        for (String piece : call.arguments()) {
            events.append(event("response.function_call_arguments.delta", place + ",\"delta\":" + Wire.quoted(piece)));
        }
        return events.append(event(
                        "response.function_call_arguments.done", place + ",\"arguments\":" + Wire.quoted(call.whole())))
                .append(event(
                        "response.output_item.done",
                        "\"output_index\":%d,\"item\":%s".formatted(number, item(number, call, call.whole()))))
                .toString();
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls) {
        return event("response.output_text.done", PLACE + ",\"text\":\"\"")
                + (marked
                        ? event("response.completed", "\"response\":" + response(request, "completed", "", usage))
                        : "");
    }

    @Override
    public String keepAlive() {
        return ": keep-alive\n\n";
    }

    @Override
    public String errorEvent() {
        return "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"The server had an error\"}\n\n";
    }

    @Override
    public String error(int code, String detail) {
        return "{\"error\":{\"message\":%s,\"type\":\"scripted_error\",\"param\":null,\"code\":\"%d\"}}"
                .formatted(Wire.quoted(detail), code);
    }

    @Override
    public String whole(
            Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage) {
        String message =
                "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":["
                        + part(text) + "]}";
        String made = calls.stream()
                .map(call -> "," + item(calls.indexOf(call) + 1, call, call.whole()))
                .collect(Collectors.joining());
        return response(request, reason.equals("length") ? "incomplete" : "completed", message + made, usage);
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"text\":%s,\"annotations\":[]}".formatted(Wire.quoted(text));
    }

    private static String item(int number, Step.ToolCall call, String arguments) {
        return "{\"type\":\"function_call\",\"id\":\"fc_%d\",\"call_id\":%s,\"name\":%s,\"arguments\":%s}"
                .formatted(number, Wire.quoted(call.id()), Wire.quoted(call.name()), Wire.quoted(arguments));
    }

    private static String response(Received request, String status, String output, @Nullable Usage usage) {
        return "{\"id\":\"resp_scripted\",\"object\":\"response\",\"created_at\":1750000000,\"status\":\"%s\",\"error\":null,"
                        .formatted(status)
                + "\"model\":%s,\"output\":[%s],\"usage\":%s}"
                        .formatted(
                                Wire.model(request),
                                output,
                                usage == null
                                        ? "null"
                                        : "{\"input_tokens\":%d,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":%d,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":%d}"
                                                .formatted(
                                                        usage.input(), usage.output(), usage.input() + usage.output()));
    }

    private static String event(String type, String more) {
        return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, more);
    }
}
