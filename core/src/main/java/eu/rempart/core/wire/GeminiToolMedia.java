package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.object;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pictures and files that tools gave back, for Gemini. From the third generation on they stand
/// [in the response itself](https://ai.google.dev/gemini-api/docs/function-calling); earlier models want all responses
/// of a turn together, and these behind them. One request, one thread.
final class GeminiToolMedia {

    private static final Pattern EARLIER = Pattern.compile("(?:.*/)?gem(?:ini-[12]|ma).*");

    private final boolean inside;
    private final ArrayNode behind = array();

    GeminiToolMedia(String model) {
        this.inside = !EARLIER.matcher(model).matches();
    }

    /// Takes the media of a result.
    ///
    /// @param part what the tool said, as Gemini has it
    /// @param message what it said with all that it gave
    /// @return the part
    ObjectNode placed(ObjectNode part, JsonNode message) {
        ArrayNode media = ToolResults.media(message);
        if (!media.isEmpty()) {
            ArrayNode own = GeminiFormat.userParts(media);
            if (inside && part.path("functionResponse") instanceof ObjectNode response) {
                response.set("parts", own);
            } else {
                behind.add(object().put("text", "From the result of " + name(part) + ":"));
                behind.addAll(own);
            }
        }
        return part;
    }

    private static String name(JsonNode part) {
        return Nodes.text(part.path("functionResponse").path("name"));
    }

    /// Puts what is left behind the results, if they end here.
    ///
    /// @param role of the message that follows; empty if none does
    void flush(String role, ArrayNode contents) {
        if (!role.equals("tool") && !role.equals("function") && !behind.isEmpty()) {
            GeminiFormat.append(contents, "user", behind.deepCopy());
            behind.removeAll();
        }
    }
}
