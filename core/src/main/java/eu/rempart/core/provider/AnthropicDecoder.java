package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ProviderException.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Events of a streamed message; `message_stop` ends them. Unknown events are skipped, as Anthropic's
/// versioning policy asks.
final class AnthropicDecoder extends AnswerDecoder {

    private long uncached = -1;
    private long cacheWrites;
    private long cacheReads;
    private long output = -1;

    @Override
    @Nullable
    String decode(Frames frame) throws UpstreamFault {
        if (frame.length() == 0) {
            return null;
        }
        JsonNode event = WireJson.object(frame);
        return switch (WireJson.text(event.path("type"))) {
            case "ping" -> null;
            case "message_start" -> {
                count(event.path("message").path("usage"));
                yield "";
            }
            case "content_block_start" ->
                WireJson.text(event.path("content_block").path("text"));
            case "content_block_delta" -> {
                JsonNode delta = event.path("delta");
                yield WireJson.text(delta.path("type")).equals("text_delta") ? WireJson.text(delta.path("text")) : "";
            }
            case "message_delta" -> {
                count(event.path("usage"));
                String reason = WireJson.text(event.path("delta").path("stop_reason"));
                if (!reason.isEmpty()) {
                    finishedBecause(reason(reason));
                }
                yield "";
            }
            case "message_stop" -> {
                end();
                yield "";
            }
            case "error" -> throw new UpstreamFault(Kind.SERVER_ERROR);
            case "" -> throw new UpstreamFault(Kind.PROTOCOL);
            default -> "";
        };
    }

    /// Counts are cumulative: a later one replaces an earlier one.
    private void count(JsonNode counted) {
        uncached = later(uncached, counted.path("input_tokens"));
        cacheWrites = later(cacheWrites, counted.path("cache_creation_input_tokens"));
        cacheReads = later(cacheReads, counted.path("cache_read_input_tokens"));
        output = later(output, counted.path("output_tokens"));
    }

    private static long later(long before, JsonNode now) {
        long count = WireJson.count(now);
        return count < 0 ? before : count;
    }

    private static FinishReason reason(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.FILTERED;
            // end_turn, stop_sequence, pause_turn, and what may come.
            default -> FinishReason.STOP;
        };
    }

    @Override
    @Nullable
    TokenUsage usage() {
        if (uncached < 0 || output < 0) {
            return null;
        }
        try {
            long input = Math.addExact(Math.addExact(uncached, cacheWrites), cacheReads);
            return new TokenUsage(input, cacheReads, output).withCacheWrites(cacheWrites, 0);
        } catch (ArithmeticException _) {
            return null;
        }
    }
}
