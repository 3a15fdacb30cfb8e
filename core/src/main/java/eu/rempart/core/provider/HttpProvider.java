package eu.rempart.core.provider;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A provider that is asked by one HTTP POST with a streamed answer.
abstract sealed class HttpProvider implements Provider permits OpenAiProvider, AnthropicProvider, OllamaProvider {

    static final Set<String> EVENT_STREAM = Set.of("text/event-stream");

    /// One message, and one line of it: far above what any model writes at once.
    static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final UpstreamHttp http;
    private final String id;
    private final String displayName;
    private final String model;
    private final URI endpoint;
    private final ApiKey key;

    HttpProvider(UpstreamHttp http, String id, String displayName, URI endpoint, String model, ApiKey key) {
        this.http = http;
        this.id = id;
        this.displayName = displayName;
        this.endpoint = endpoint;
        this.model = model;
        this.key = key;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String displayName() {
        return displayName;
    }

    @Override
    public final String model() {
        return model;
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public final ModelStream open(ModelRequest request) throws ProviderException {
        var headers = new HashMap<>(headers());
        String secret = key.reveal(id);
        if (!secret.isEmpty()) {
            authorize(headers, secret);
        }
        var call = http.post(id, endpoint, headers, body(request), accepted());
        return new WireStream(call, frames(call), decoder());
    }

    /// Headers of every request; none of them secret.
    Map<String, String> headers() {
        return Map.of();
    }

    abstract void authorize(Map<String, String> headers, String secret);

    abstract byte[] body(ModelRequest request);

    abstract AnswerDecoder decoder();

    Set<String> accepted() {
        return EVENT_STREAM;
    }

    Frames frames(UpstreamCall call) {
        return new EventStreamReader(call.body(), MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES);
    }

    /// Shows no key.
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[id=" + id + ", model=" + model + ", " + endpoint + "]";
    }
}
