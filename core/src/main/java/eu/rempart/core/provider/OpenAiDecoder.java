package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ProviderException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Chunks of a streamed chat completion; `[DONE]` ends them. Only the first choice is read: more are
/// never asked for.
final class OpenAiDecoder extends AnswerDecoder {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private @Nullable TokenUsage usage;

    @Override
    @Nullable
    String decode(Frames frame) throws UpstreamFault {
        if (frame.length() == 0) {
            return null;
        }
        if (Arrays.equals(frame.data(), 0, frame.length(), DONE, 0, DONE.length)) {
            end();
            return "";
        }
        JsonNode chunk = WireJson.object(frame);
        if (chunk.hasNonNull("error")) {
            throw new UpstreamFault(Kind.SERVER_ERROR);
        }
        JsonNode counted = chunk.path("usage");
        if (counted.isObject()) {
            usage = usage(counted);
        }
        JsonNode choices = chunk.path("choices");
        if (!choices.isArray()) {
            throw new UpstreamFault(Kind.PROTOCOL);
        }
        for (JsonNode choice : choices) {
            if (choice.path("index").asInt(0) == 0) {
                return first(choice);
            }
        }
        return "";
    }

    private String first(JsonNode choice) throws UpstreamFault {
        String reason = WireJson.text(choice.path("finish_reason"));
        if (!reason.isEmpty()) {
            finishedBecause(reason(reason));
        }
        JsonNode delta = choice.path("delta");
        String text = content(delta.path("content"));
        // A refusal is what the model says instead of content; people are to see it.
        return text.isEmpty() ? WireJson.text(delta.path("refusal")) : text;
    }

    /// Mistral's reasoning models send an array of parts, of which those of type `text` are the
    /// answer.
    private static String content(JsonNode content) throws UpstreamFault {
        if (!content.isArray()) {
            return WireJson.text(content);
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            if (WireJson.text(part.path("type")).equals("text")) {
                text.append(WireJson.text(part.path("text")));
            }
        }
        return text.toString();
    }

    private static FinishReason reason(String reason) throws UpstreamFault {
        return switch (reason) {
            case "length", "model_length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.FILTERED;
            case "error" -> throw new UpstreamFault(Kind.SERVER_ERROR);
            // Servers have reasons of their own; all that is left means that the model was through.
            default -> FinishReason.STOP;
        };
    }

    private static @Nullable TokenUsage usage(JsonNode counted) {
        long input = WireJson.count(counted.path("prompt_tokens"));
        long output = WireJson.count(counted.path("completion_tokens"));
        if (input < 0 || output < 0) {
            return null;
        }
        long cached = WireJson.count(counted.path("prompt_tokens_details").path("cached_tokens"));
        long reasoning =
                WireJson.count(counted.path("completion_tokens_details").path("reasoning_tokens"));
        return TokenUsage.counted(input, cached, output, reasoning, 0);
    }

    @Override
    @Nullable
    TokenUsage usage() {
        return usage;
    }
}
