package eu.rempart.server.http;

import eu.rempart.core.gateway.Endpoint;
import eu.rempart.core.gateway.GatewayPipeline;
import eu.rempart.core.identity.Credential;
import eu.rempart.core.pipeline.Received;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// `/v1`: the endpoints of OpenAI and Anthropic, each a door to the gateway's pipeline. A servlet of its own,
/// because a stream needs the plain output stream, and because speed is counted here.
final class GatewayServlet extends HttpServlet {

    static final String NAME = "gateway";
    static final String PATH = "/v1/*";

    private static final long serialVersionUID = 1L;

    private static final Map<String, Endpoint> ENDPOINTS = Map.of(
            "/chat/completions", Endpoint.CHAT_COMPLETIONS,
            "/responses", Endpoint.RESPONSES,
            "/embeddings", Endpoint.EMBEDDINGS,
            "/messages", Endpoint.MESSAGES,
            "/messages/count_tokens", Endpoint.COUNT_TOKENS);

    private final transient GatewayPipeline pipeline;
    private final transient GatewayErrors errors;
    private final transient ModelsView models;
    private final transient ClientAddress addresses;
    private final transient Heartbeats heartbeats;
    private final long maxBodyBytes;

    GatewayServlet(
            GatewayPipeline pipeline,
            GatewayErrors errors,
            ModelsView models,
            ClientAddress addresses,
            Heartbeats heartbeats,
            long maxBodyBytes) {
        this.pipeline = pipeline;
        this.errors = errors;
        this.models = models;
        this.addresses = addresses;
        this.heartbeats = heartbeats;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        if (path.equals("/models") || path.startsWith("/models/")) {
            if (method(request, response, "GET")) {
                models.write(request, response, credential(request), path);
            }
            return;
        }
        if (path.equals("/answers")) {
            if (method(request, response, "DELETE")) {
                models.purge(request, response, credential(request));
            }
            return;
        }
        Endpoint endpoint = ENDPOINTS.get(path);
        if (endpoint == null) {
            errors.write(request, response, Refusal.of(Code.NOT_FOUND));
        } else if (method(request, response, "POST")) {
            if (StrictJson.isJson(request)) {
                answer(request, response, endpoint);
            } else {
                errors.write(request, response, Refusal.of(Code.UNSUPPORTED_MEDIA_TYPE));
            }
        }
    }

    private boolean method(HttpServletRequest request, HttpServletResponse response, String allowed)
            throws IOException {
        if (request.getMethod().equals(allowed)) {
            return true;
        }
        response.setHeader("Allow", allowed);
        errors.write(request, response, Refusal.of(Code.METHOD_NOT_ALLOWED));
        return false;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Endpoint endpoint)
            throws IOException {
        try (HttpGatewaySink sink = new HttpGatewaySink(request, response, endpoint, errors, heartbeats)) {
            Optional<Refusal> refusal = pipeline.answer(new Received<>(
                    RequestId.of(request),
                    credential(request),
                    addresses.client(request),
                    addresses.of(request),
                    () -> RequestBody.read(request, maxBodyBytes),
                    sink));
            if (refusal.isPresent()) {
                errors.write(
                        request,
                        response,
                        refusal.get().code() == Code.BODY_TOO_LARGE ? Refusal.tooLarge(maxBodyBytes) : refusal.get());
            }
        }
    }

    /// Where the SDKs put a key: OpenAI's in `Authorization`, Anthropic's in `x-api-key` or there too, Azure's in
    /// `api-key`. Cookies are no credential here.
    private static Credential credential(HttpServletRequest request) {
        if (request.getHeader("Authorization") != null) {
            return Credentials.of(request);
        }
        String key = request.getHeader("x-api-key");
        if (key == null) {
            key = request.getHeader("api-key");
        }
        return key == null ? new Credential.None() : new Credential.Bearer(key.strip());
    }
}
