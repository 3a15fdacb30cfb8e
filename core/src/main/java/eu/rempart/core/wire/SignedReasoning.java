package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reasoning that a model signed, and wants back as it was when it goes on from its own call of a tool.
///
/// Chat completions have it in `extra_content`, of the message or of the call before which it stood:
/// `anthropic.thinking_blocks` holds Anthropic's blocks, `google.thought_signature` is where Google's own interface for
/// OpenAI's clients has Gemini's. In messages Gemini's is the signature of a block of thinking, in responses both are
/// the `encrypted_content` of a reasoning item; a word before them says whose they are, because no other model reads
/// them.
public final class SignedReasoning {

    static final String EXTRA = "extra_content";
    static final String BLOCKS = "thinking_blocks";

    private static final String ANTHROPIC = "anthropic";
    private static final String GOOGLE = "google";
    private static final String GOOGLES = "thought_signature";

    /// These words are written in the letters of Base64, as what stands behind them: so it is known for sealed.
    private static final String OF_GEMINI = "gemini_";

    private static final String OF_ANTHROPIC = "anthropic_";
    private static final String OF_ANTHROPIC_SEALED = "anthropic-sealed_";

    private SignedReasoning() {}

    /// Anthropic's blocks that stood there; empty if none did.
    ///
    /// @param owner a message, the piece of one, or a call of a tool
    static JsonNode blocks(JsonNode owner) {
        JsonNode blocks = owner.path(EXTRA).path(ANTHROPIC).path(BLOCKS);
        return blocks.isArray() ? blocks : array();
    }

    /// The same, but only what Anthropic takes back.
    static ArrayNode readable(JsonNode owner) {
        ArrayNode readable = array();
        for (JsonNode block : blocks(owner)) {
            if (isAnthropics(block)) {
                readable.add(block);
            }
        }
        return readable;
    }

    static void blocks(ObjectNode owner, ArrayNode blocks) {
        if (!blocks.isEmpty()) {
            part(owner, ANTHROPIC).set(BLOCKS, blocks);
        }
    }

    /// Gemini's signature of a call; empty if there is none.
    static String geminis(JsonNode call) {
        return text(call.path(EXTRA).path(GOOGLE).path(GOOGLES));
    }

    private static void geminis(ObjectNode call, String signature) {
        part(call, GOOGLE).put(GOOGLES, signature);
    }

    private static ObjectNode part(ObjectNode owner, String whose) {
        ObjectNode extra = owner.path(EXTRA) instanceof ObjectNode given ? given : owner.putObject(EXTRA);
        return extra.path(whose) instanceof ObjectNode given ? given : extra.putObject(whose);
    }

    /// Gemini's signature as one of messages and of responses.
    static String marked(String geminis) {
        return OF_GEMINI + geminis;
    }

    /// What of a block of Anthropic's is not its text, as the `encrypted_content` of a reasoning item.
    static String sealed(JsonNode block) {
        return isSet(block.path("data"))
                ? OF_ANTHROPIC_SEALED + text(block.path("data"))
                : OF_ANTHROPIC + text(block.path("signature"));
    }

    private static boolean isAnthropics(JsonNode block) {
        return switch (text(block.path("type"))) {
            case "thinking" -> {
                String signature = text(block.path("signature"));
                yield !signature.isEmpty() && !signature.startsWith(OF_GEMINI);
            }
            case "redacted_thinking" -> !text(block.path("data")).isEmpty();
            default -> false;
        };
    }

    private static boolean isReasoning(JsonNode block) {
        return text(block.path("type")).endsWith("thinking");
    }

    /// Leaves only what Anthropic itself signed in a request for it: it refuses other signatures, and empty ones.
    ///
    /// @param request one of messages; it is changed
    public static void forAnthropic(ObjectNode request) {
        boolean lost = false;
        boolean lostLast = false;
        ArrayNode messages = array();
        for (JsonNode message : request.path("messages")) {
            boolean own = text(message.path("role")).equals("assistant")
                    && message.path("content").isArray();
            ArrayNode kept = array();
            boolean lostHere = false;
            for (JsonNode block : own ? message.path("content") : array()) {
                boolean stays = !isReasoning(block) || isAnthropics(block);
                lostHere |= !stays;
                if (stays) {
                    kept.add(block);
                }
            }
            if (lostHere) {
                ((ObjectNode) message).set("content", kept);
            }
            if (own) {
                lost |= lostHere;
                lostLast = lostHere && !isReasoning(kept.path(0));
            }
            if (!lostHere || !kept.isEmpty()) {
                messages.add(message);
            }
        }
        if (lost) {
            request.set("messages", messages);
            // With a budget, it goes on from its call of a tool only with the reasoning before that.
            if (lostLast
                    && text(request.path("thinking").path("type")).equals("enabled")
                    && answersATool(messages.path(messages.size() - 1))) {
                request.remove("thinking");
            }
        }
    }

    private static boolean answersATool(JsonNode message) {
        for (JsonNode block : message.path("content")) {
            if (text(block.path("type")).equals("tool_result")) {
                return true;
            }
        }
        return false;
    }

    /// Takes out of a request for responses what only another provider can read: OpenAI refuses it.
    ///
    /// @param request it is changed
    public static void forOpenAiResponses(ObjectNode request) {
        if (request.path("input") instanceof ArrayNode input) {
            input.removeIf(item -> {
                String sealed = text(item.path("encrypted_content"));
                return text(item.path("type")).equals("reasoning")
                        && (sealed.startsWith("anthropic") || sealed.startsWith(OF_GEMINI));
            });
        }
    }

    /// Takes out of a request for a chat completion what its messages carry for other providers.
    ///
    /// @param request it is changed
    /// @param all whether what a server may want back goes too: Google's own interface speaks this format
    public static void leaveOut(ObjectNode request, boolean all) {
        for (JsonNode message : request.path("messages")) {
            leaveOutOf(message, all);
            message.path("tool_calls").forEach(call -> leaveOutOf(call, all));
        }
    }

    private static void leaveOutOf(JsonNode owner, boolean all) {
        if (owner.path(EXTRA) instanceof ObjectNode extra) {
            extra.remove(ANTHROPIC);
            if (all || extra.isEmpty()) {
                ((ObjectNode) owner).remove(EXTRA);
            }
        }
    }

    /// Collects what stood before a message or a call while a request is read, and puts it there. One request, one
    /// thread.
    static final class Reader {

        private final List<JsonNode> blocks = new ArrayList<>();
        private String geminis = "";

        /// Takes a block of thinking of messages.
        void block(JsonNode block) {
            String signature = text(block.path("signature"));
            if (signature.startsWith(OF_GEMINI)) {
                geminis = signature.substring(OF_GEMINI.length());
            } else if (isAnthropics(block)) {
                blocks.add(block);
            }
        }

        /// Takes a reasoning item of responses.
        void item(JsonNode item) {
            String sealed = text(item.path("encrypted_content"));
            if (sealed.startsWith(OF_GEMINI)) {
                geminis = sealed.substring(OF_GEMINI.length());
            } else if (sealed.startsWith(OF_ANTHROPIC)) {
                StringBuilder thought = new StringBuilder();
                item.path("summary").forEach(part -> thought.append(text(part.path("text"))));
                blocks.add(object().put("type", "thinking")
                        .put("thinking", thought.toString())
                        .put("signature", sealed.substring(OF_ANTHROPIC.length())));
            } else if (sealed.startsWith(OF_ANTHROPIC_SEALED)) {
                blocks.add(object().put("type", "redacted_thinking")
                        .put("data", sealed.substring(OF_ANTHROPIC_SEALED.length())));
            }
        }

        /// Puts it on the message that says what follows.
        void onMessage(ObjectNode message) {
            put(message);
            // Gemini's are of calls.
            geminis = "";
        }

        /// Forgets what nothing followed.
        void clear() {
            blocks.clear();
            geminis = "";
        }

        /// Puts it on the call that follows; on its message if that says nothing before.
        void onCall(ObjectNode call, ObjectNode message) {
            if (!geminis.isEmpty()) {
                geminis(call, geminis);
                geminis = "";
            }
            boolean first = message.path("tool_calls").size() <= 1
                    && Nodes.joined(message.path("content")).isEmpty()
                    && blocks(message).isEmpty();
            put(first ? message : call);
        }

        private void put(ObjectNode owner) {
            if (!blocks.isEmpty()) {
                ArrayNode all = array();
                all.addAll(SignedReasoning.readable(owner));
                all.addAll(blocks);
                SignedReasoning.blocks(owner, all);
                blocks.clear();
            }
        }
    }
}
