package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
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
        return line(request, text, "\"done\":false") + "\n";
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked) {
        return whole(request, "", reason, usage) + "\n";
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
    public String whole(Received request, String text, String reason, @Nullable Usage usage) {
        String counted = usage == null
                ? ""
                : ",\"prompt_eval_count\":%d,\"eval_count\":%d".formatted(usage.input(), usage.output());
        String end = "\"done_reason\":" + Wire.quoted(reason) + ",\"done\":true";
        return line(request, text, end + ",\"total_duration\":1000000" + counted);
    }

    private static String line(Received request, String text, String more) {
        return "{\"model\":%s,\"created_at\":\"2026-11-22T00:00:00Z\",\"message\":".formatted(Wire.model(request))
                + "{\"role\":\"assistant\",\"content\":%s},%s}".formatted(Wire.quoted(text), more);
    }
}
