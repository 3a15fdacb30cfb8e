package eu.rempart.core.upstream;

import eu.rempart.core.provider.JsonExchange;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.EmbeddingsFormat;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.MistralRequests;
import eu.rempart.core.wire.ReasoningLevels;
import eu.rempart.core.wire.SignedReasoning;
import eu.rempart.core.wire.StatelessResponses;
import eu.rempart.core.wire.ToolIds;
import eu.rempart.core.wire.ToolResults;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A provider behind HTTP: knows where each kind of provider takes which request, and how it wants its key.
public final class HttpUpstream implements Upstream {

    private static final String ANTHROPIC_VERSION = "2023-06-01";

    /// What a call has whose deadline has come: too little, but a limit has to be positive.
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final UpstreamHttp http;
    private final UpstreamLimits limits;
    private final ProviderSpec spec;
    private final ProviderKeys keys;
    private final String base;
    private final Consumer<String> alerts;

    /// @param alerts is told when a key is refused, once for each
    public HttpUpstream(
            UpstreamHttp http, UpstreamLimits limits, ProviderSpec spec, ProviderKeys keys, Consumer<String> alerts) {
        this.http = http;
        this.limits = limits;
        this.spec = spec;
        this.keys = keys;
        this.alerts = alerts;
        URI url = spec.baseUrl();
        if (url == null) {
            throw new IllegalArgumentException(spec.id() + " has no address");
        }
        this.base = base(spec.kind(), url.toString());
    }

    /// With or without a slash or the version at its end, as operators write it.
    private static String base(ProviderKind kind, String url) {
        String bare = url;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        boolean path = URI.create(bare).getRawPath() != null
                && !URI.create(bare).getRawPath().isEmpty();
        return switch (kind) {
            case OPENAI, MISTRAL, COMPATIBLE -> path ? bare : bare + "/v1";
            case AZURE -> path ? bare : bare + "/openai/v1";
            case ANTHROPIC -> bare.endsWith("/v1") ? bare : bare + "/v1";
            case OLLAMA -> bare.endsWith("/api") ? bare : bare.endsWith("/v1") ? without(bare) + "/api" : bare + "/api";
            case GEMINI -> path ? bare : bare + "/v1beta";
            case LOCAL -> throw new IllegalArgumentException("local has no address");
        };
    }

    private static String without(String url) {
        return url.substring(0, url.lastIndexOf('/'));
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        String key = key();
        try {
            return asked(request, key);
        } catch (ProviderException e) {
            if (e.kind() != Kind.UNAUTHORIZED || !keys.refused(key)) {
                throw e;
            }
            return asked(request, key());
        }
    }

    private String key() throws ProviderException {
        try {
            return keys.current(spec.id());
        } catch (ProviderException e) {
            tell("");
            throw e;
        }
    }

    /// Asks with that key; a refusal is told whether or not another key is left.
    private Exchange asked(UpstreamRequest request, String key) throws ProviderException {
        try {
            Exchange exchange = open(request, key);
            keys.worked(key);
            return exchange;
        } catch (ProviderException e) {
            if (e.kind() == Kind.UNAUTHORIZED) {
                tell(key);
            }
            throw e;
        }
    }

    private void tell(String key) {
        if (keys.isNews(key)) {
            alerts.accept("provider_key_refused");
        }
    }

    private Exchange open(UpstreamRequest request, String key) throws ProviderException {
        JsonExchange.Format format = !request.streamed()
                ? JsonExchange.Format.WHOLE
                : spec.kind() == ProviderKind.OLLAMA ? JsonExchange.Format.LINES : JsonExchange.Format.EVENTS;
        JsonExchange exchange = JsonExchange.post(
                http,
                limits(request),
                spec.id(),
                URI.create(base + path(request)),
                headers(key, request),
                body(request),
                format);
        return new Answer(exchange);
    }

    private String path(UpstreamRequest request) {
        return switch (spec.kind()) {
            case OPENAI, AZURE, MISTRAL, COMPATIBLE, LOCAL ->
                request.operation() == Operation.EMBEDDINGS
                        ? "/embeddings"
                        : request.dialect() == Dialect.RESPONSES ? "/responses" : "/chat/completions";
            case ANTHROPIC -> request.operation() == Operation.COUNT_TOKENS ? "/messages/count_tokens" : "/messages";
            case OLLAMA -> request.operation() == Operation.EMBEDDINGS ? "/embed" : "/chat";
            case GEMINI ->
                "/models/" + URLEncoder.encode(request.model(), StandardCharsets.UTF_8)
                        + (request.operation() == Operation.EMBEDDINGS
                                ? ":batchEmbedContents"
                                : request.streamed() ? ":streamGenerateContent?alt=sse" : ":generateContent");
        };
    }

    private UpstreamLimits limits(UpstreamRequest request) {
        UpstreamLimits own = request.streamed() ? limits : limits.forWhole();
        Deadline deadline = request.deadline();
        if (deadline == null) {
            return own;
        }
        Duration left = deadline.left();
        return own.beginningWithin(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
    }

    private Map<String, String> headers(String key, UpstreamRequest request) {
        Map<String, String> headers = new HashMap<>();
        switch (spec.kind()) {
            case ANTHROPIC -> {
                headers.put("anthropic-version", ANTHROPIC_VERSION);
                beta(request, "anthropic-beta", headers);
            }
            case OPENAI, AZURE -> beta(request, "openai-beta", headers);
            case MISTRAL, COMPATIBLE, OLLAMA, GEMINI, LOCAL -> {}
        }
        if (!key.isEmpty()) {
            switch (spec.kind()) {
                case ANTHROPIC -> headers.put("x-api-key", key);
                case AZURE -> headers.put("api-key", key);
                case GEMINI -> headers.put("x-goog-api-key", key);
                case OPENAI, MISTRAL, COMPATIBLE, OLLAMA, LOCAL -> headers.put("Authorization", "Bearer " + key);
            }
        }
        return headers;
    }

    private static void beta(UpstreamRequest request, String name, Map<String, String> headers) {
        String value = request.betas().get(name);
        if (value != null) {
            headers.put(name, value);
        }
    }

    /// The document as this provider takes it; the request's own stays as it is, for another attempt elsewhere.
    private ObjectNode body(UpstreamRequest request) {
        ObjectNode body = request.body().deepCopy();
        if (spec.kind() == ProviderKind.GEMINI) {
            if (request.operation() == Operation.EMBEDDINGS) {
                return EmbeddingsFormat.forGemini(body, request.model());
            }
            if (!request.model().startsWith("gemini-1") && !request.model().startsWith("gemini-2")) {
                sign(body);
            }
            ReasoningLevels.fitGemini(body, request.model());
            return body;
        }
        body.put("model", request.model());
        if (request.dialect() == Dialect.MESSAGES) {
            SignedReasoning.forAnthropic(body);
            ToolIds.fitMessages(body);
        }
        if (request.operation() == Operation.EMBEDDINGS && spec.kind() == ProviderKind.MISTRAL) {
            rename(body, "dimensions", "output_dimension");
            body.remove("user");
        }
        if (request.operation() != Operation.ANSWER) {
            return body;
        }
        if (request.streamed() || spec.kind() == ProviderKind.OLLAMA) {
            body.put("stream", request.streamed());
        } else {
            body.remove("stream");
        }
        switch (request.dialect()) {
            case CHAT -> chat(body, request.model(), request.streamed());
            case RESPONSES -> {
                SignedReasoning.forOpenAiResponses(body);
                StatelessResponses.forget(body, request.model());
                ToolIds.shortenResponses(body);
            }
            case OLLAMA -> ReasoningLevels.fitOllama(body, request.model());
            case MESSAGES, GEMINI -> {}
        }
        return body;
    }

    /// From Gemini 3 on, the first call of a tool in a step must carry its
    /// [signature](https://ai.google.dev/gemini-api/docs/thought-signatures). Clients whose format has no place for
    /// it have lost it, and another model's calls never had one: this word stands for it.
    private static void sign(ObjectNode body) {
        for (JsonNode content : body.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                if (part instanceof ObjectNode first && first.has("functionCall")) {
                    if (!first.has("thoughtSignature")) {
                        first.put("thoughtSignature", "skip_thought_signature_validator");
                    }
                    break;
                }
            }
        }
    }

    private void chat(ObjectNode body, String model, boolean streamed) {
        if (body.has("store")) {
            body.put("store", false);
        }
        switch (spec.kind()) {
            case OPENAI, AZURE -> {
                rename(body, "max_tokens", "max_completion_tokens");
                ToolResults.behind(body);
                SignedReasoning.leaveOut(body, true);
                ToolIds.shortenChat(body);
            }
            case MISTRAL -> {
                MistralRequests.fit(body, model);
                return;
            }
            case COMPATIBLE -> {
                MistralRequests.instructAsSystem(body);
                ToolResults.behind(body);
                SignedReasoning.leaveOut(body, false);
            }
            case ANTHROPIC, OLLAMA, GEMINI, LOCAL -> {}
        }
        if (streamed) {
            ObjectNode options =
                    body.path("stream_options") instanceof ObjectNode given ? given : body.putObject("stream_options");
            options.put("include_usage", true);
        } else {
            body.remove("stream_options");
        }
    }

    private static void rename(ObjectNode body, String from, String to) {
        var value = body.remove(from);
        if (value != null && !value.isNull() && !body.hasNonNull(to)) {
            body.set(to, value);
        }
    }

    private record Answer(JsonExchange exchange) implements Exchange {
        @Override
        public @Nullable Frame next() throws ProviderException {
            return exchange.next();
        }

        @Override
        public int requests() {
            return 1;
        }

        @Override
        public void complete() {
            exchange.complete();
        }

        @Override
        public void failed(ProviderException failure) {}

        @Override
        public void close() {
            exchange.close();
        }
    }
}
