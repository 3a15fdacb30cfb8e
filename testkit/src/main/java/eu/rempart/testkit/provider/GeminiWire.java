package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Google's `generateContent`, streamed as server-sent events. It has no mark of its end.
final class GeminiWire implements Wire {

    @Override
    public String streamType() {
        return "text/event-stream";
    }

    @Override
    public String start(Received request, @Nullable Usage usage) {
        return "";
    }

    @Override
    public String text(Received request, String text) {
        return event(answer("{\"text\":" + Wire.quoted(text) + "}", null, null));
    }

    @Override
    public String toolCall(Received request, int number, Step.ToolCall call) {
        return event(answer(part(call), null, null));
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls) {
        return event(answer("{\"text\":\"\"}", reason, usage));
    }

    @Override
    public String keepAlive() {
        return ": keep-alive\n\n";
    }

    @Override
    public String errorEvent() {
        return event(error(503, "The model is overloaded."));
    }

    @Override
    public String error(int code, String detail) {
        return "{\"error\":{\"code\":%d,\"message\":%s,\"status\":\"SCRIPTED\"}}".formatted(code, Wire.quoted(detail));
    }

    @Override
    public String whole(
            Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage) {
        String parts = "{\"text\":" + Wire.quoted(text) + "}"
                + calls.stream().map(call -> "," + part(call)).collect(Collectors.joining());
        return answer(parts, reason, usage);
    }

    private static String part(Step.ToolCall call) {
        return "{\"functionCall\":{\"name\":%s,\"args\":%s}}".formatted(Wire.quoted(call.name()), call.whole());
    }

    private static String event(String answer) {
        return "data: " + answer + "\n\n";
    }

    private static String answer(String parts, @Nullable String reason, @Nullable Usage usage) {
        return "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[" + parts + "]}"
                + (reason == null ? "" : ",\"finishReason\":" + Wire.quoted(spelled(reason)))
                + "}]"
                + (usage == null
                        ? ""
                        : ",\"usageMetadata\":{\"promptTokenCount\":%d,\"candidatesTokenCount\":%d,\"totalTokenCount\":%d}"
                                .formatted(usage.input(), usage.output(), usage.input() + usage.output()))
                + ",\"modelVersion\":\"gemini-scripted\",\"responseId\":\"gemini-1\"}";
    }

    private static String spelled(String reason) {
        return switch (reason) {
            case "stop" -> "STOP";
            case "length" -> "MAX_TOKENS";
            case "filtered" -> "SAFETY";
            default -> reason;
        };
    }
}
