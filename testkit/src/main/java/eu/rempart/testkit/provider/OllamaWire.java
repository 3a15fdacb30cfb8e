package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ollama's native chat.
final class OllamaWire implements Wire {

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    @Override
    public String start(Received request, @Nullable Usage usage) {
        return "";
    }

    @Override
    public String text(Received request, String text) {
        return line(request, text, List.of(), "\"done\":false") + "\n";
    }

    @Override
    public String toolCall(Received request, int number, Step.ToolCall call) {
        return line(request, "", List.of(call), "\"done\":false") + "\n";
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls) {
        return whole(request, "", List.of(), reason, usage) + "\n";
    }

    @Override
    public String keepAlive() {
        return "\n";
    }

    @Override
    public String errorEvent() {
        return error(500, "an error was encountered while running the model") + "\n";
    }

    @Override
    public String error(int code, String detail) {
        return "{\"error\":" + Wire.quoted(detail) + "}";
    }

    @Override
    public String whole(
            Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage) {
        String counted = usage == null
                ? ""
                : ",\"prompt_eval_count\":%d,\"eval_count\":%d".formatted(usage.input(), usage.output());
        String end = "\"done_reason\":" + Wire.quoted(reason) + ",\"done\":true";
        return line(request, text, calls, end + ",\"total_duration\":1000000" + counted);
    }

    private static String line(Received request, String text, List<Step.ToolCall> calls, String more) {
        String made = calls.stream()
                .map(call -> "{\"function\":{\"name\":%s,\"arguments\":%s}}"
                        .formatted(Wire.quoted(call.name()), call.whole()))
                .collect(Collectors.joining(","));
        return "{\"model\":%s,\"created_at\":\"2026-11-22T00:00:00Z\",\"message\":".formatted(Wire.model(request))
                + "{\"role\":\"assistant\",\"content\":%s%s},%s}"
                        .formatted(Wire.quoted(text), made.isEmpty() ? "" : ",\"tool_calls\":[" + made + "]", more);
    }
}
