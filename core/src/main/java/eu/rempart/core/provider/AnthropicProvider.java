package eu.rempart.core.provider;

import eu.rempart.core.provider.ModelRequest.Role;
import eu.rempart.core.wire.ClaudeModel;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Anthropic's [Messages API](https://docs.anthropic.com/en/api/messages-streaming).
public final class AnthropicProvider extends HttpProvider {

    private static final String VERSION = "2023-06-01";

    /// Sends nothing yet.
    ///
    /// @param baseUrl as in `ANTHROPIC_BASE_URL`: `https://api.anthropic.com`; `/v1` at its end does
    ///     no harm
    /// @throws IllegalArgumentException if the base URL is not an HTTP URL, or holds a user or a
    ///     query
    public AnthropicProvider(
            UpstreamHttp http, String id, String displayName, String baseUrl, String model, ApiKey key) {
        super(http, id, displayName, BaseUrl.parse(id, baseUrl).endpoint("v1", "/messages", false), model, key);
    }

    @Override
    void authorize(Map<String, String> headers, String secret) {
        headers.put("x-api-key", secret);
    }

    @Override
    Map<String, String> headers() {
        return Map.of("anthropic-version", VERSION);
    }

    @Override
    byte[] body(ModelRequest request) {
        var messages = request.messages();
        int first = 0;
        // A conversation that was cut to size may begin with an answer, which this API refuses.
        while (messages.get(first).role() != Role.USER) {
            first++;
        }
        var fromUser = messages.subList(first, messages.size());
        return WireJson.write(json -> {
            json.writeStringProperty("model", model());
            json.writeNumberProperty("max_tokens", request.maxOutputTokens());
            json.writeStringProperty("system", request.system());
            json.writeArrayPropertyStart("messages");
            WireJson.messages(json, fromUser);
            json.writeEndArray();
            if (!request.stop().isEmpty()) {
                WireJson.strings(json, "stop_sequences", request.stop());
            }
            // What it thinks nobody is shown, and the limit covers it.
            switch (ClaudeModel.of(model()).off()) {
                case DISABLED -> withoutThinking(json, "disabled");
                case BETWEEN_TOOLS -> withoutThinking(json, "between_tools");
                case NEVER -> {
                    json.writeObjectPropertyStart("output_config");
                    json.writeStringProperty("effort", "low");
                    json.writeEndObject();
                }
                case NOTHING -> {}
            }
            json.writeBooleanProperty("stream", true);
        });
    }

    private static void withoutThinking(JsonGenerator json, String type) {
        json.writeObjectPropertyStart("thinking");
        json.writeStringProperty("type", type);
        json.writeEndObject();
    }

    @Override
    AnswerDecoder decoder() {
        return new AnthropicDecoder();
    }
}
