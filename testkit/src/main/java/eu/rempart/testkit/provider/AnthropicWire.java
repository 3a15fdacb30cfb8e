package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Anthropic's messages.
final class AnthropicWire implements Wire {

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public String start(Received request, @Nullable Usage usage) {
        String message = "{\"id\":\"msg_scripted\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                + "\"model\":"
                + Wire.model(request)
                + ",\"stop_reason\":null,\"stop_sequence\":null"
                + (usage == null ? "" : ",\"usage\":" + usage(usage.input(), 1))
                + "}";
        return event("message_start", "\"message\":" + message)
                + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                + keepAlive();
    }

    @Override
    public String text(Received request, String text) {
        String delta = "{\"type\":\"text_delta\",\"text\":" + Wire.quoted(text) + "}";
        return event("content_block_delta", "\"index\":0,\"delta\":" + delta);
    }

    @Override
    public String toolCall(Received request, int number, Step.ToolCall call) {
        String index = "\"index\":" + number;
        StringBuilder events = new StringBuilder(number == 1 ? event("content_block_stop", "\"index\":0") : "");
        events.append(event(
                "content_block_start",
                index
                        + ",\"content_block\":{\"type\":\"tool_use\",\"id\":%s,\"name\":%s,\"input\":{}}"
                                .formatted(Wire.quoted(call.id()), Wire.quoted(call.name()))));
        for (String piece : call.arguments()) {
            events.append(event(
                    "content_block_delta",
                    index + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":" + Wire.quoted(piece) + "}"));
        }
        return events.append(event("content_block_stop", index)).toString();
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls) {
        String delta = "\"delta\":{\"stop_reason\":" + Wire.quoted(spelled(reason, calls)) + ",\"stop_sequence\":null}";
        String counted = usage == null ? "" : ",\"usage\":{\"output_tokens\":" + usage.output() + "}";
        return (calls == 0 ? event("content_block_stop", "\"index\":0") : "")
                + event("message_delta", delta + counted)
                + (marked ? event("message_stop", "") : "");
    }

    @Override
    public String keepAlive() {
        return event("ping", "");
    }

    @Override
    public String errorEvent() {
        return "event: error\ndata: " + error(529, "Overloaded") + "\n\n";
    }

    @Override
    public String error(int code, String detail) {
        String type = code == 529 ? "overloaded_error" : "scripted_error";
        return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s}}".formatted(type, Wire.quoted(detail));
    }

    @Override
    public String whole(
            Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage) {
        String made = calls.stream()
                .map(call -> ",{\"type\":\"tool_use\",\"id\":%s,\"name\":%s,\"input\":%s}"
                        .formatted(Wire.quoted(call.id()), Wire.quoted(call.name()), call.whole()))
                .collect(Collectors.joining());
        return "{\"id\":\"msg_scripted\",\"type\":\"message\",\"role\":\"assistant\",\"model\":%s,"
                        .formatted(Wire.model(request))
                + "\"content\":[{\"type\":\"text\",\"text\":%s}%s],\"stop_reason\":%s,\"stop_sequence\":null"
                        .formatted(Wire.quoted(text), made, Wire.quoted(spelled(reason, calls.size())))
                + (usage == null ? "" : ",\"usage\":" + usage(usage.input(), usage.output()))
                + "}";
    }

    private static String event(String type, String more) {
        return "event: %s\ndata: {\"type\":\"%s\"%s%s}\n\n".formatted(type, type, more.isEmpty() ? "" : ",", more);
    }

    private static String usage(long input, long output) {
        return "{\"input_tokens\":%d,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,".formatted(input)
                + "\"output_tokens\":%d}".formatted(output);
    }

    private static String spelled(String reason, int calls) {
        return switch (reason) {
            case "stop" -> calls > 0 ? "tool_use" : "end_turn";
            case "length" -> "max_tokens";
            case "filtered" -> "refusal";
            default -> reason;
        };
    }
}
