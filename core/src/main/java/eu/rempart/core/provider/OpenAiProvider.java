package eu.rempart.core.provider;

import java.util.Map;

/// Any server that speaks OpenAI's
/// [chat completions](https://platform.openai.com/docs/api-reference/chat/create): OpenAI itself,
/// Mistral, vLLM, llama.cpp and many more.
public final class OpenAiProvider extends HttpProvider {

    /// What servers that call themselves compatible disagree on.
    public enum Dialect {
        /// The output limit is `max_completion_tokens`: newer models refuse `max_tokens`.
        OPENAI,
        /// The output limit is `max_tokens`. `stream_options`, like every field that Mistral does not know,
        /// is answered with a 422; the usage comes unasked.
        MISTRAL,
        /// The output limit is `max_tokens`, which every such server knows.
        COMPATIBLE
    }

    private final Dialect dialect;

    /// Chooses the dialect by the host: OpenAI and Azure OpenAI, Mistral, or any other.
    ///
    /// @param baseUrl as in `OPENAI_BASE_URL`: `https://api.openai.com/v1`. Where there is no path,
    ///     `/v1` is
    ///     added
    /// @throws IllegalArgumentException if the base URL is not an HTTP URL, or holds a user or a
    ///     query
    public OpenAiProvider(UpstreamHttp http, String id, String displayName, String baseUrl, String model, ApiKey key) {
        this(http, id, displayName, baseUrl, model, key, dialectOf(BaseUrl.parse(id, baseUrl)));
    }

    /// With a dialect that the host does not tell, such as OpenAI behind a gateway of the company's
    /// own.
    ///
    /// @throws IllegalArgumentException if the base URL is not an HTTP URL, or holds a user or a
    ///     query
    public OpenAiProvider(
            UpstreamHttp http,
            String id,
            String displayName,
            String baseUrl,
            String model,
            ApiKey key,
            Dialect dialect) {
        super(http, id, displayName, BaseUrl.parse(id, baseUrl).endpoint("v1", "/chat/completions", true), model, key);
        this.dialect = dialect;
    }

    private static Dialect dialectOf(BaseUrl base) {
        if (base.isIn("openai.com") || base.isIn("openai.azure.com")) {
            return Dialect.OPENAI;
        }
        return base.isIn("mistral.ai") ? Dialect.MISTRAL : Dialect.COMPATIBLE;
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
            json.writeNumberProperty(
                    dialect == Dialect.OPENAI ? "max_completion_tokens" : "max_tokens", request.maxOutputTokens());
            if (!request.stop().isEmpty()) {
                WireJson.strings(json, "stop", request.stop());
            }
            json.writeBooleanProperty("stream", true);
            if (dialect != Dialect.MISTRAL) {
                json.writeObjectPropertyStart("stream_options");
                json.writeBooleanProperty("include_usage", true);
                json.writeEndObject();
            }
        });
    }

    @Override
    AnswerDecoder decoder() {
        return new OpenAiDecoder();
    }
}
