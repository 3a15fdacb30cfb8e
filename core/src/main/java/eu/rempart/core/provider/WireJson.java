package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelRequest.Message;
import eu.rempart.core.provider.ModelRequest.Role;
import eu.rempart.core.provider.ProviderException.Kind;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON as it goes to and comes from providers. Parsing never lets a parser's message out: it
/// quotes.
final class WireJson {

    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build());

    private WireJson() {}

    /// The object that the frame holds.
    ///
    /// @throws UpstreamFault of kind `PROTOCOL` if it holds anything else
    static ObjectNode object(Frames frame) throws UpstreamFault {
        JsonNode node;
        try {
            node = MAPPER.readTree(frame.data(), 0, frame.length());
        } catch (JacksonException _) {
            throw new UpstreamFault(Kind.PROTOCOL);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new UpstreamFault(Kind.PROTOCOL);
    }

    /// The object that the bytes hold.
    ///
    /// @throws UpstreamFault of kind `PROTOCOL` if they hold anything else
    static ObjectNode object(byte[] bytes) throws UpstreamFault {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // Falls through: its message quotes the answer.
        }
        throw new UpstreamFault(Kind.PROTOCOL);
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /// The node's text; the empty string if it is null or missing.
    ///
    /// @throws UpstreamFault of kind `PROTOCOL` if it is something else
    static String text(JsonNode node) throws UpstreamFault {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isNull() || node.isMissingNode()) {
            return "";
        }
        throw new UpstreamFault(Kind.PROTOCOL);
    }

    /// A count of tokens; -1 if the node is none.
    static long count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() <= TokenUsage.MOST
                ? Math.max(-1, node.longValue())
                : -1;
    }

    /// One JSON object, in UTF-8.
    static byte[] write(Consumer<JsonGenerator> properties) {
        var out = new ByteArrayOutputStream(1 << 10);
        try (var generator = MAPPER.createGenerator(out)) {
            generator.writeStartObject();
            properties.accept(generator);
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    static void message(JsonGenerator json, String role, String content) {
        json.writeStartObject();
        json.writeStringProperty("role", role);
        json.writeStringProperty("content", content);
        json.writeEndObject();
    }

    static void messages(JsonGenerator json, List<Message> messages) {
        for (Message message : messages) {
            message(json, message.role() == Role.USER ? "user" : "assistant", message.text());
        }
    }

    static void strings(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
