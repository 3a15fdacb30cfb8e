package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The ids by which the calls of tools and their results belong together. Each provider makes its own, and some take
/// no other kind: a conversation that another one began gets ids that fit, the same ones every time.
public final class ToolIds {

    /// What chat completions of OpenAI allow.
    public static final int LONGEST_OF_CHAT = 40;

    /// What its responses allow.
    public static final int LONGEST_OF_RESPONSES = 64;

    private static final int LENGTH_AT_MISTRAL = 9;
    private static final Pattern AT_MISTRAL = Pattern.compile("[A-Za-z0-9]{" + LENGTH_AT_MISTRAL + "}");
    private static final Pattern AT_ANTHROPIC = Pattern.compile("[A-Za-z0-9_-]+");
    private static final int DIGITS = 32;

    private ToolIds() {}

    /// A new one, for providers that give none.
    static String made() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }

    /// Shortens what is too long in a request for a chat completion, in place.
    public static void shortenChat(ObjectNode chat) {
        ofChat(chat, id -> shortened(id, LONGEST_OF_CHAT));
    }

    /// Shortens what is too long in a request for a response, in place.
    public static void shortenResponses(ObjectNode request) {
        for (JsonNode item : request.path("input")) {
            replace(item, "call_id", id -> shortened(id, LONGEST_OF_RESPONSES));
        }
    }

    /// Mistral wants nine letters and digits.
    static void fitMistral(ObjectNode chat) {
        ofChat(chat, id -> AT_MISTRAL.matcher(id).matches() ? id : digest(id).substring(0, LENGTH_AT_MISTRAL));
    }

    /// Gives ids that Anthropic takes to a request for messages, in place.
    public static void fitMessages(ObjectNode request) {
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                switch (text(block.path("type"))) {
                    case "tool_use" -> replace(block, "id", ToolIds::fitting);
                    case "tool_result" -> replace(block, "tool_use_id", ToolIds::fitting);
                    default -> {}
                }
            }
        }
    }

    private static String fitting(String id) {
        return AT_ANTHROPIC.matcher(id).matches() ? id : "call_" + digest(id);
    }

    private static void ofChat(ObjectNode chat, UnaryOperator<String> change) {
        for (JsonNode message : chat.path("messages")) {
            replace(message, "tool_call_id", change);
            message.path("tool_calls").forEach(call -> replace(call, "id", change));
        }
    }

    private static void replace(JsonNode node, String field, UnaryOperator<String> change) {
        String id = text(node.path(field));
        if (node instanceof ObjectNode object && !id.isEmpty()) {
            object.put(field, change.apply(id));
        }
    }

    private static String shortened(String id, int most) {
        return id.length() <= most ? id : "call_" + digest(id);
    }

    /// No two ids of a conversation become one by chance: even nine of these digits are 36 bits.
    private static String digest(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
