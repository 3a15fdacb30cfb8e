package eu.rempart.testkit.provider;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One request as it came in.
///
/// @param path with the query, as sent
/// @param headers names in lower case
/// @param body the body's bytes, read as UTF-8; empty if there was none
public record Received(String method, String path, Map<String, List<String>> headers, String body) {

    private static final JsonMapper MAPPER = new JsonMapper();

    public Received {
        headers = Map.copyOf(headers);
    }

    /// The header's first value, or the empty string.
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).getFirst();
    }

    /// The body as JSON; throws if it is none.
    public JsonNode json() {
        return MAPPER.readTree(body);
    }

    /// The text of the last message, in any of the formats; the empty string if there is none.
    public String lastMessage() {
        JsonNode root = json();
        if (root.path("input").isString()) {
            return root.path("input").stringValue();
        }
        JsonNode messages = root.path(root.has("messages") ? "messages" : root.has("input") ? "input" : "contents");
        JsonNode last = messages.path(messages.size() - 1);
        JsonNode content = last.has("parts") ? last.path("parts") : last.path("content");
        if (!content.isArray()) {
            return content.asString("");
        }
        var text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    /// True if the client wants a stream; Ollama streams unless told not to.
    boolean wantsStream() {
        return path.contains(":streamGenerateContent") || json().path("stream").asBoolean(path.startsWith("/api/"));
    }

    /// True if the client asked for a usage chunk, as OpenAI's clients have to.
    boolean wantsUsageChunk() {
        return json().path("stream_options").path("include_usage").asBoolean(false);
    }
}
