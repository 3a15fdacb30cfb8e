package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.Usage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// How one provider's answers look as bytes. Stateless.
sealed interface Wire permits OpenAiWire, AnthropicWire, OllamaWire, GeminiWire, ResponsesWire {

    /// The format that a path belongs to; null if to none.
    static @Nullable Wire of(String path) {
        if (path.endsWith("/chat/completions")) {
            return new OpenAiWire();
        }
        if (path.endsWith("/v1/messages")) {
            return new AnthropicWire();
        }
        // What these answer is scripted as it is.
        if (path.endsWith("/embeddings")
                || path.endsWith(":batchEmbedContents")
                || path.endsWith("/embed")
                || path.endsWith("/count_tokens")) {
            return new OpenAiWire();
        }
        if (path.endsWith("/responses")) {
            return new ResponsesWire();
        }
        if (path.contains(":generateContent") || path.contains(":streamGenerateContent")) {
            return new GeminiWire();
        }
        return path.equals("/api/chat") ? new OllamaWire() : null;
    }

    String streamType();

    /// What comes before the first text.
    String start(Received request, @Nullable Usage usage);

    String text(Received request, String text);

    /// A call of a tool, the `number`th of the answer, counted from 1.
    String toolCall(Received request, int number, Step.ToolCall call);

    /// The end of an answer.
    ///
    /// @param calls of tools that came before
    String finish(Received request, String reason, @Nullable Usage usage, boolean marked, int calls);

    String keepAlive();

    String errorEvent();

    /// The body of an answer with another status.
    String error(int code, String detail);

    /// The answer to a request that wants no stream.
    String whole(Received request, String text, List<Step.ToolCall> calls, String reason, @Nullable Usage usage);

    /// The text as a JSON string, in as little ASCII as JSON allows, so that characters can be cut.
    static String quoted(String text) {
        var quoted = new StringBuilder();
        String json = Json.MAPPER.writeValueAsString(text);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1));
            if (paired) {
                quoted.append(c).append(json.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                // Half a character has no UTF-8; JSON can still say it.
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.toString();
    }

    /// The model that the request names, as a JSON string.
    static String model(Received request) {
        return quoted(request.json().path("model").asString("scripted"));
    }

    /// Holds the one mapper; an interface cannot hide it.
    final class Json {
        private static final JsonMapper MAPPER = new JsonMapper();

        private Json() {}
    }
}
