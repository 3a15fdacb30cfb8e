package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.text;

import java.util.BitSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's responses where the provider keeps none of them, as always here: what an item has beside its content, or
/// in place of it, leads nowhere. Clients that send the output of one response as the input of the next, as OpenAI's
/// SDKs and Vercel's do, go on all the same, and with
/// [what the model thought](https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items).
public final class StatelessResponses {

    private static final String REFERENCE = "item_reference";
    private static final String SEALED = "encrypted_content";
    private static final String WISH = "reasoning.encrypted_content";

    /// Of these nothing refers to the id; an approval of a tool refers to that of its request.
    private static final Set<String> WITHOUT_ID = Set.of(
            "message",
            "reasoning",
            "function_call",
            "function_call_output",
            "custom_tool_call",
            "custom_tool_call_output");

    /// The others answer 400 where they are asked for their sealed reasoning.
    private static final Pattern REASONING_MODEL =
            Pattern.compile("(?:ft:)?(?:o[1-9]|gpt-(?:[5-9]|[1-9][0-9])|codex)(?!.*-chat).*");

    /// Those of OpenAI that do not reason, and refuse what one that does had sealed. A deployment may have any name.
    private static final Pattern OTHER_MODEL =
            Pattern.compile("(?:ft:)?(?:chatgpt|gpt-[34](?![0-9])|gpt-[5-9].*-chat).*");

    private StatelessResponses() {}

    /// Looks for references to items that nobody has.
    ///
    /// @throws UntranslatableException if there is one whose loss would change the conversation
    public static void refuse(ObjectNode request) {
        JsonNode input = request.path("input");
        BitSet lost = lost(input);
        for (int i = 0; i < input.size(); i++) {
            if (isReference(input.get(i)) && !lost.get(i)) {
                throw new UntranslatableException("input[].type");
            }
        }
    }

    /// Makes a request one that stores nothing and refers to nothing stored, in place.
    ///
    /// @param model as the provider names it
    public static void forget(ObjectNode request, String model) {
        // What is stored over there is masked, and its placeholders would mean others' values the next time.
        request.put("store", false);
        boolean sealed = false;
        boolean unread = OTHER_MODEL.matcher(model.toLowerCase(Locale.ROOT)).matches();
        if (request.path("input") instanceof ArrayNode input) {
            ArrayNode kept = array();
            for (JsonNode item : input) {
                String type = type(item);
                boolean own = !text(item.path(SEALED)).isEmpty();
                sealed |= own && !unread && type.equals("reasoning");
                if (type.equals(REFERENCE) || (type.equals("reasoning") && (!own || unread))) {
                    continue;
                }
                if (item instanceof ObjectNode object && WITHOUT_ID.contains(type)) {
                    object.remove("id");
                }
                kept.add(item);
            }
            request.set("input", kept);
        }
        if (sealed || isAskedToReason(request) || isReasoningModel(model)) {
            askForSealed(request);
        }
    }

    private static void askForSealed(ObjectNode request) {
        ArrayNode wishes = request.path("include") instanceof ArrayNode given ? given : request.putArray("include");
        if (wishes.valueStream().noneMatch(wish -> text(wish).equals(WISH))) {
            wishes.add(WISH);
        }
    }

    private static boolean isAskedToReason(ObjectNode request) {
        JsonNode reasoning = request.path("reasoning");
        return reasoning.isObject()
                && !reasoning.isEmpty()
                && !text(reasoning.path("effort")).equals("none");
    }

    private static boolean isReasoningModel(String model) {
        return REASONING_MODEL.matcher(model.toLowerCase(Locale.ROOT)).matches();
    }

    static boolean isReference(JsonNode item) {
        return type(item).equals(REFERENCE);
    }

    /// The references that can be left out. A model goes on without what it thought, and without what it said before it
    /// called a tool. The call itself and an answer are the conversation.
    static BitSet lost(JsonNode input) {
        BitSet lost = new BitSet();
        boolean isBeforeACall = false;
        for (int i = input.size() - 1; i >= 0; i--) {
            String type = type(input.path(i));
            if (type.equals(REFERENCE)) {
                String id = text(input.path(i).path("id"));
                lost.set(i, id.startsWith("rs_") || (id.startsWith("msg_") && isBeforeACall));
            } else if (!type.equals("reasoning")) {
                isBeforeACall = type.equals("function_call") || type.equals("custom_tool_call");
            }
        }
        return lost;
    }

    private static String type(JsonNode item) {
        return item.path("type").asString("message");
    }
}
