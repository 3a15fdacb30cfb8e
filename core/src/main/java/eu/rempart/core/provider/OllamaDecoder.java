package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ProviderException.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lines of a streamed Ollama chat; the one with `done: true` ends them.
final class OllamaDecoder extends AnswerDecoder {

    private @Nullable TokenUsage usage;

    @Override
    String decode(Frames frame) throws UpstreamFault {
        JsonNode line = WireJson.object(frame);
        if (line.hasNonNull("error")) {
            throw new UpstreamFault(Kind.SERVER_ERROR);
        }
        JsonNode done = line.path("done");
        JsonNode message = line.path("message");
        if (!done.isBoolean() && !message.isObject()) {
            throw new UpstreamFault(Kind.PROTOCOL);
        }
        if (done.asBoolean(false)) {
            boolean cut = WireJson.text(line.path("done_reason")).equals("length");
            finishedBecause(cut ? FinishReason.LENGTH : FinishReason.STOP);
            usage = usage(line);
            end();
        }
        return WireJson.text(message.path("content"));
    }

    /// Ollama leaves the prompt's count out if it had the whole prompt in its cache; half a count is
    /// none.
    private static @Nullable TokenUsage usage(JsonNode line) {
        long input = WireJson.count(line.path("prompt_eval_count"));
        long output = WireJson.count(line.path("eval_count"));
        return input < 0 || output < 0 ? null : new TokenUsage(input, 0, output);
    }

    @Override
    @Nullable
    TokenUsage usage() {
        return usage;
    }
}
