package eu.rempart.core.wire;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Short words for trees.
final class Nodes {

    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build());

    private static final long MOST = 1L << 48;

    private Nodes() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// The node's text; empty if it is anything else.
    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }

    static boolean isSet(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    static void copy(JsonNode from, ObjectNode to, String... names) {
        for (String name : names) {
            rename(from, name, to, name);
        }
    }

    static void rename(JsonNode from, String name, ObjectNode to, String newName) {
        JsonNode value = from.path(name);
        if (isSet(value)) {
            to.set(newName, value);
        }
    }

    /// A string, or the texts of an array's parts, joined by line feeds.
    static String joined(JsonNode content) {
        if (!content.isArray()) {
            return text(content);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode part : content) {
            String text = part.isString() ? part.stringValue() : text(part.path("text"));
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return String.join("\n", texts);
    }

    /// An object that stands in a string, as tool arguments do; an empty one if it holds anything else.
    static ObjectNode parsed(String json) {
        try {
            return MAPPER.readTree(json) instanceof ObjectNode object ? object : object();
        } catch (JacksonException _) {
            return object();
        }
    }

    static String printed(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /// A number that counts something; 0 if it is none. Bounded so that no sum of a few of them overflows.
    static long count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? Math.clamp(node.longValue(), 0, MOST) : 0;
    }
}
