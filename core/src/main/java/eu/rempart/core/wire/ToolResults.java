package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What tools gave back, with its pictures and files: between the formats it stands in the parts of a `tool` message,
/// which OpenAI's own interface does not take.
public final class ToolResults {

    private ToolResults() {}

    /// The content of a `tool` message: a text, or parts where there is more.
    static ObjectNode message(String id, ArrayNode parts) {
        ObjectNode message = object().put("role", "tool").put("tool_call_id", id);
        if (hasMedia(parts)) {
            message.set("content", parts);
        } else {
            message.put("content", joined(parts));
        }
        return message;
    }

    /// The pictures and files of a message.
    static ArrayNode media(JsonNode message) {
        ArrayNode media = array();
        if (message.path("content").isArray()) {
            for (JsonNode part : message.path("content")) {
                if (isMedia(part)) {
                    media.add(part);
                }
            }
        }
        return media;
    }

    private static boolean hasMedia(JsonNode parts) {
        for (JsonNode part : parts) {
            if (isMedia(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMedia(JsonNode part) {
        return switch (text(part.path("type"))) {
            case "image_url", "file" -> true;
            default -> false;
        };
    }

    /// Puts what a `tool` message cannot hold at OpenAI into a user's message behind the results: they must stand
    /// together.
    ///
    /// @param chat a request for a chat completion; it is changed
    public static void behind(ObjectNode chat) {
        ArrayNode messages = array();
        ArrayNode waiting = array();
        for (JsonNode message : chat.path("messages")) {
            boolean result = text(message.path("role")).equals("tool");
            if (!result) {
                tell(waiting, messages);
            }
            if (result && hasMedia(message.path("content")) && message instanceof ObjectNode object) {
                String id = text(message.path("tool_call_id"));
                waiting.add(ChatShapes.textPart("From the result of the call " + id + ":"));
                waiting.addAll(media(message));
                String said = joined(message.path("content"));
                object.put("content", said.isEmpty() ? "The result follows in the next message." : said);
            }
            messages.add(message);
        }
        tell(waiting, messages);
        if (messages.size() > chat.path("messages").size()) {
            chat.set("messages", messages);
        }
    }

    private static void tell(ArrayNode waiting, ArrayNode messages) {
        if (!waiting.isEmpty()) {
            ObjectNode message = object().put("role", "user");
            message.set("content", waiting.deepCopy());
            messages.add(message);
            waiting.removeAll();
        }
    }

    /// The data of a part that is a file.
    ///
    /// @throws UntranslatableException if it only names one that the provider keeps
    static String fileData(JsonNode part) {
        JsonNode file = part.path("file");
        if (!isSet(file.path("file_data"))) {
            throw new UntranslatableException("messages[].content[].file.file_id");
        }
        return text(file.path("file_data"));
    }

    /// A hit of a search, as Anthropic's format has it, in words.
    static String searchResult(JsonNode block) {
        if (block.path("citations").path("enabled").asBoolean(false)) {
            throw new UntranslatableException("messages[].content[].citations");
        }
        return String.join(
                "\n", List.of(text(block.path("title")), text(block.path("source")), joined(block.path("content"))));
    }
}
