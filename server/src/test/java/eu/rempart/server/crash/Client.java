package eu.rempart.server.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of `/api` for one caller. Thread-safe.
///
/// @param credential a header that says who is calling: name and value; null for nobody
record Client(HttpClient http, String origin, Map.@Nullable Entry<String, String> credential) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static Client anonymous(HttpClient http, int port) {
        return new Client(http, "http://127.0.0.1:" + port, null);
    }

    Client withKey(String key) {
        return new Client(http, origin, Map.entry("Authorization", "Bearer " + key));
    }

    Client withCookie(String cookie) {
        return new Client(http, origin, Map.entry("Cookie", cookie));
    }

    /// Accepts the notice.
    HttpResponse<String> consent() throws IOException, InterruptedException {
        return http.send(
                post("/api/me/consents", Map.of("purpose", "assistant", "granted", true)), BodyHandlers.ofString());
    }

    /// Accepts the notice as somebody new.
    ///
    /// @return the visitor's cookie, as in `rempart_visitor=…`
    String becomeVisitor() throws IOException, InterruptedException {
        HttpResponse<String> accepted = consent();
        String cookie = accepted.headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IllegalStateException(accepted.statusCode() + " " + accepted.body()));
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /// Reads with status 200.
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request(path).GET().build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + ": " + response.statusCode() + " " + response.body());
        }
        return MAPPER.readTree(response.body());
    }

    /// Asks, and gives every event of the answer, name and data, as it comes.
    ///
    /// @param body the request, as in the reference
    /// @return the status; no event comes unless it is 200
    /// @throws IOException if the connection ends before the answer does
    int chat(Map<String, ?> body, BiConsumer<String, JsonNode> events) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(post("/api/chat", body), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                return response.statusCode();
            }
            String event = "";
            for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
                String line = i.next();
                if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    events.accept(event, MAPPER.readTree(line.substring(5)));
                }
            }
            return 200;
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private HttpRequest post(String path, Map<String, ?> body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(origin + path)).timeout(Duration.ofSeconds(60));
        if (credential != null) {
            builder.header(credential.getKey(), credential.getValue());
            // Where the service trusts its neighbour, each caller comes from an address, and has limits, of their own.
            int host = credential.getValue().hashCode();
            builder.header(
                    "X-Forwarded-For", "10." + (host >>> 16 & 255) + "." + (host >>> 8 & 255) + "." + (host & 255));
        }
        return builder;
    }
}
