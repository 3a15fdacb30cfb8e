package eu.rempart.server.http;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who talks to a [RunningService]: the headers that they send with every request. Immutable.
record Client(RunningService service, Map<String, String> headers) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The same person with one more header, or another value of it.
    Client with(String name, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new Client(service, more);
    }

    /// The same person somewhere else, where nothing was counted yet.
    Client elsewhere() {
        return with("X-Forwarded-For", service.stranger().headers().getOrDefault("X-Forwarded-For", ""));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, BodyPublishers.noBody());
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return with("Content-Type", "application/json").send("POST", path, BodyPublishers.ofString(json));
    }

    HttpResponse<String> patch(String path, String json) throws Exception {
        return with("Content-Type", "application/json").send("PATCH", path, BodyPublishers.ofString(json));
    }

    HttpResponse<String> consent(boolean granted) throws Exception {
        return post("/api/me/consents", "{\"purpose\": \"assistant\", \"granted\": " + granted + "}");
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body) throws Exception {
        return service.http().send(request(method, path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .method(method, body);
        headers.forEach(request::header);
        return request.build();
    }

    /// The body of `POST /api/chat` as it is.
    HttpResponse<String> chatBody(byte[] body) throws Exception {
        Client client = headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
        return client.send("POST", "/api/chat", BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> chatBody(String body) throws Exception {
        return chatBody(body.getBytes(StandardCharsets.UTF_8));
    }

    /// Asks, and reads the answer as it comes.
    ChatStream open(String message, @Nullable String conversation) throws Exception {
        BodyPublisher body = BodyPublishers.ofString(body(message, conversation, null));
        HttpResponse<InputStream> response = service.http()
                .send(
                        with("Content-Type", "application/json").request("POST", "/api/chat", body),
                        BodyHandlers.ofInputStream());
        return new ChatStream(response);
    }

    /// Asks, and reads the answer to its end.
    ChatAnswer chat(String message, @Nullable String conversation) throws Exception {
        try (ChatStream stream = open(message, conversation)) {
            return stream.rest();
        }
    }

    ChatAnswer chat(String message) throws Exception {
        return chat(message, null);
    }

    static String body(String message, @Nullable String conversation, @Nullable String agent) {
        ObjectNode body = JSON.createObjectNode().put("message", message);
        if (conversation != null) {
            body.put("conversationId", conversation);
        }
        if (agent != null) {
            body.put("agent", agent);
        }
        return body.toString();
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    /// `name=value`, as it goes back, of the cookie that a response sets.
    static String cookie(HttpResponse<?> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.split(";", 2)[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + response.headers()));
    }
}
