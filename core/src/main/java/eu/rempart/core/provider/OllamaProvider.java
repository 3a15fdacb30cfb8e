package eu.rempart.core.provider;

import java.util.Map;
import java.util.Set;

/// A model on one's own machine, through Ollama's
/// [native chat
/// API](https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion).
public final class OllamaProvider extends HttpProvider {

    private static final Set<String> JSON_LINES = Set.of("application/x-ndjson", "application/ndjson");

    private final boolean external;

    /// Sends nothing yet.
    ///
    /// @param baseUrl `http://localhost:11434`, or as in `OLLAMA_HOST`, where scheme and port may be
    ///     missing; `/api` or `/v1` at its end does no harm
    /// @param key [ApiKey#none] unless something in front of Ollama wants a bearer token
    /// @throws IllegalArgumentException if the base URL is not an HTTP URL, or holds a user or a
    ///     query
    public OllamaProvider(UpstreamHttp http, String id, String displayName, String baseUrl, String model, ApiKey key) {
        BaseUrl base = BaseUrl.parse(id, url(baseUrl)).without("v1").without("api");
        super(http, id, displayName, base.endpoint("api", "/chat", false), model, key);
        this.external = !base.isLoopback();
    }

    /// `OLLAMA_HOST` is also where Ollama listens, so it may name every address of the machine.
    private static String url(String host) {
        String stripped = host.strip();
        if (stripped.contains("://")) {
            return stripped.replaceFirst("://0\\.0\\.0\\.0(?=[:/]|$)", "://127.0.0.1");
        }
        String named = stripped.startsWith(":") ? "127.0.0.1" + stripped : stripped;
        int colon = named.lastIndexOf(':');
        boolean hasPort = colon > named.lastIndexOf(']');
        return url("http://" + named + (hasPort || named.contains("/") ? "" : ":11434"));
    }

    /// False if Ollama runs on this machine.
    @Override
    public boolean external() {
        return external;
    }

    @Override
    void authorize(Map<String, String> headers, String secret) {
        headers.put("Authorization", "Bearer " + secret);
    }

    @Override
    byte[] body(ModelRequest request) {
        return WireJson.write(json -> {
            json.writeStringProperty("model", model());
            json.writeArrayPropertyStart("messages");
            WireJson.message(json, "system", request.system());
            WireJson.messages(json, request.messages());
            json.writeEndArray();
            json.writeBooleanProperty("stream", true);
            json.writeObjectPropertyStart("options");
            json.writeNumberProperty("num_predict", request.maxOutputTokens());
            if (!request.stop().isEmpty()) {
                WireJson.strings(json, "stop", request.stop());
            }
            json.writeEndObject();
        });
    }

    @Override
    Set<String> accepted() {
        return JSON_LINES;
    }

    @Override
    Frames frames(UpstreamCall call) {
        return new JsonLineReader(call.body(), MAX_MESSAGE_BYTES);
    }

    @Override
    AnswerDecoder decoder() {
        return new OllamaDecoder();
    }
}
