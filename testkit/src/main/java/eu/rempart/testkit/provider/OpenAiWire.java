package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// OpenAI's chat completions. A client that does not ask for the usage gets it in the last chunk, as
/// from Mistral.
final class OpenAiWire implements Wire {

    private static final String ID = "\"id\":\"chatcmpl-scripted\"";

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public String start(Received request, @Nullable Usage usage) {
        return chunk(request, choice("{\"role\":\"assistant\",\"content\":\"\"}", "null"), "");
    }

    @Override
    public String text(Received request, String text) {
        return chunk(request, choice("{\"content\":" + Wire.quoted(text) + "}", "null"), "");
    }

    @Override
    public String toolCall(Received request, int number, Step.ToolCall call) {
        StringBuilder events = new StringBuilder(chunk(
                request,
                choice(
                        "{\"tool_calls\":[{\"index\":%d,\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":\"\"}}]}"
                                .formatted(number - 1, Wire.quoted(call.id()), Wire.quoted(call.name())),
                        "null"),
                ""));
        for (String piece : call.arguments()) {
            events.append(chunk(
                    request,
                    choice(
                            "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]}"
                                    .formatted(number - 1, Wire.quoted(piece)),
                            "null"),
                    ""));
        }
        return events.toString();
    }

    @Override
    public String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls) {
        boolean ownChunk = request.wantsUsageChunk();
        String counted = usage == null ? "" : ",\"usage\":" + usage(usage);
        return chunk(request, choice("{}", Wire.quoted(spelled(reason, calls))), ownChunk ? "" : counted)
                + (ownChunk && usage != null ? chunk(request, "", counted) : "")
                + (marked ? "data: [DONE]\n\n" : "");
    }

    @Override
    public String keepAlive() {
        return ": keep-alive\n\n";
    }

    @Override
    public String errorEvent() {
        return "data: " + error(500, "The server had an error") + "\n\n";
    }

    @Override
    public String error(int code, String detail) {
        return "{\"error\":{\"message\":"
                + Wire.quoted(detail)
                + ",\"type\":\"scripted_error\",\"param\":null,\"code\":\""
                + code
                + "\"}}";
    }

    @Override
    public String whole(
            Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage) {
        String made = calls.stream()
                .map(call -> "{\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
                        .formatted(Wire.quoted(call.id()), Wire.quoted(call.name()), Wire.quoted(call.whole())))
                .collect(Collectors.joining(","));
        return "{%s,\"object\":\"chat.completion\",\"created\":1750000000,\"model\":%s,"
                        .formatted(ID, Wire.model(request))
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%s,"
                        .formatted(text.isEmpty() && !calls.isEmpty() ? "null" : Wire.quoted(text))
                + (calls.isEmpty() ? "" : "\"tool_calls\":[" + made + "],")
                + "\"refusal\":null},\"logprobs\":null,\"finish_reason\":%s}]%s}"
                        .formatted(
                                Wire.quoted(spelled(reason, calls.size())),
                                usage == null ? "" : ",\"usage\":" + usage(usage));
    }

    private static String chunk(Received request, String choice, String more) {
        return "data: {%s,\"object\":\"chat.completion.chunk\",\"created\":1750000000,\"model\":%s,"
                        .formatted(ID, Wire.model(request))
                + "\"choices\":["
                + choice
                + "]"
                + more
                + "}\n\n";
    }

    private static String choice(String delta, String reason) {
        return "{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + reason + "}";
    }

    private static String usage(Usage usage) {
        return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,"
                        .formatted(usage.input(), usage.output(), usage.input() + usage.output())
                + "\"prompt_tokens_details\":{\"cached_tokens\":0}}";
    }

    private static String spelled(String reason, int calls) {
        return reason.equals("stop") && calls > 0
                ? "tool_calls"
                : reason.equals("filtered") ? "content_filter" : reason;
    }
}
