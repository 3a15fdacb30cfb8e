package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What chat completions can ask for and no other interface than OpenAI's own can: without it the answer would be
/// another one than was asked for, so it is refused by name.
///
/// Hints are left out in silence where a format has no word for them: `seed`, `presence_penalty`,
/// `frequency_penalty`, `prediction`, `verbosity`, `reasoning_effort`, `service_tier`, `strict` of a tool,
/// `detail` of an image, `user`, `metadata`, `prompt_cache_key`, `safety_identifier`, `store`.
public final class OnlyOpenAi {

    private static final List<String> FIELDS =
            List.of("logit_bias", "audio", "web_search_options", "functions", "function_call");

    private OnlyOpenAi() {}

    /// Looks for it in a request for a chat completion.
    ///
    /// @throws UntranslatableException if it is there
    public static void refuse(ObjectNode chat) {
        refuseProbabilities(chat);
        refuseButProbabilities(chat);
    }

    private static void refuseProbabilities(ObjectNode chat) {
        if (chat.path("logprobs").asBoolean(false)) {
            throw new UntranslatableException("logprobs");
        }
        if (count(chat.path("top_logprobs")) > 0) {
            throw new UntranslatableException("top_logprobs");
        }
    }

    /// The same, for interfaces that tell log probabilities.
    static void refuseButProbabilities(ObjectNode chat) {
        for (String field : FIELDS) {
            JsonNode value = chat.path(field);
            // An empty object switches the search on; anything else that is empty is not there.
            boolean nothing = value.isContainer() && value.isEmpty() && !field.equals("web_search_options");
            if (isSet(value) && !nothing) {
                throw new UntranslatableException(field);
            }
        }
        for (JsonNode modality : chat.path("modalities")) {
            if (!text(modality).equals("text")) {
                throw new UntranslatableException("modalities");
            }
        }
    }

    /// The choice of a tool, of which some servers know more: any, none, or one by its name.
    static void refuseOtherChoices(JsonNode choice) {
        if (choice.isObject() && !text(choice.path("type")).equals("function")) {
            throw new UntranslatableException("tool_choice");
        }
    }
}
