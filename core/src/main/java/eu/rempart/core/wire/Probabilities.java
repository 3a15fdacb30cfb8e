package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Log probabilities of tokens, as chat completions have them under `logprobs`.
final class Probabilities {

    private Probabilities() {}

    /// The [ones of Ollama](https://docs.ollama.com/api/chat); null if it tells none.
    static @Nullable ObjectNode ofOllama(JsonNode answer) {
        ArrayNode tokens = array();
        for (JsonNode given : answer.path("logprobs")) {
            ArrayNode others = array();
            given.path("top_logprobs").forEach(other -> others.add(token(other, "logprob")));
            tokens.add(token(given, "logprob").set("top_logprobs", others));
        }
        return logprobs(tokens);
    }

    /// The [ones of Gemini](https://ai.google.dev/api/generate-content#LogprobsResult), of one candidate; null if it
    /// tells none.
    static @Nullable ObjectNode ofGemini(JsonNode candidate) {
        JsonNode result = candidate.path("logprobsResult");
        ArrayNode tokens = array();
        int place = 0;
        for (JsonNode chosen : result.path("chosenCandidates")) {
            ArrayNode others = array();
            result.path("topCandidates")
                    .path(place++)
                    .path("candidates")
                    .forEach(other -> others.add(token(other, "logProbability")));
            tokens.add(token(chosen, "logProbability").set("top_logprobs", others));
        }
        return logprobs(tokens);
    }

    private static @Nullable ObjectNode logprobs(ArrayNode tokens) {
        if (tokens.isEmpty()) {
            return null;
        }
        ObjectNode logprobs = object();
        logprobs.set("content", tokens);
        logprobs.putNull("refusal");
        return logprobs;
    }

    private static ObjectNode token(JsonNode given, String field) {
        ObjectNode token = object().put("token", text(given.path("token")));
        token.set("logprob", given.path(field));
        if (given.path("bytes").isArray()) {
            return token.set("bytes", given.path("bytes"));
        }
        ArrayNode bytes = token.putArray("bytes");
        for (byte each : text(given.path("token")).getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
        return token;
    }
}
