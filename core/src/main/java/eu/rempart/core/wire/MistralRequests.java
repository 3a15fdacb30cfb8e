package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.rename;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions as [Mistral](https://docs.mistral.ai/api/endpoint/chat) takes them: it answers 422 to what it
/// does not know, in messages too, so what OpenAI and others added is left out or said in its own words.
public final class MistralRequests {

    /// OpenAI's own, hints all of them: what would change the answer is refused before, see [OnlyOpenAi].
    private static final List<String> UNKNOWN = List.of(
            "audio",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "modalities",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "service_tier",
            "store",
            "stream_options",
            "top_logprobs",
            "user",
            "verbosity",
            "web_search_options");

    private static final Set<String> OF_A_MESSAGE = Set.of("role", "content");
    private static final Set<String> OF_AN_ANSWER = Set.of("role", "content", "tool_calls", "prefix");
    private static final Set<String> OF_A_RESULT = Set.of("role", "content", "tool_call_id", "name");

    /// Those that [take a wish](https://docs.mistral.ai/capabilities/reasoning/adjustable) about their reasoning.
    private static final Pattern ADJUSTABLE =
            Pattern.compile("mistral-small-(?:latest|2[6-9]\\d\\d)|mistral-medium-(?:3[-.]5|2[6-9]\\d\\d).*");

    private MistralRequests() {}

    /// Makes a request one for Mistral, in place.
    ///
    /// @param model as the provider names it
    public static void fit(ObjectNode chat, String model) {
        take(chat, "max_completion_tokens", "max_tokens");
        take(chat, "seed", "random_seed");
        chat.remove(UNKNOWN);
        effort(chat, model);
        ArrayNode messages = array();
        for (JsonNode message : chat.path("messages")) {
            messages.add(message(message));
        }
        chat.set("messages", messages);
        ToolIds.fitMistral(chat);
    }

    /// Names the one who instructs as servers do that came before `developer`, in place.
    public static void instructAsSystem(ObjectNode chat) {
        for (JsonNode message : chat.path("messages")) {
            if (message instanceof ObjectNode object
                    && text(object.path("role")).equals("developer")) {
                object.put("role", "system");
            }
        }
    }

    private static void take(ObjectNode chat, String from, String to) {
        JsonNode value = chat.remove(from);
        if (value != null && !value.isNull() && !chat.hasNonNull(to)) {
            chat.set(to, value);
        }
    }

    private static void effort(ObjectNode chat, String model) {
        JsonNode wish = chat.remove("reasoning_effort");
        if (wish != null && ADJUSTABLE.matcher(model).matches()) {
            switch (text(wish)) {
                case "none", "minimal" -> chat.put("reasoning_effort", "none");
                case "low", "medium", "high", "xhigh" -> chat.put("reasoning_effort", "high");
                default -> {}
            }
        }
    }

    private static ObjectNode message(JsonNode message) {
        String role = text(message.path("role"));
        Set<String> known =
                switch (role) {
                    case "assistant" -> OF_AN_ANSWER;
                    case "tool" -> OF_A_RESULT;
                    default -> OF_A_MESSAGE;
                };
        ObjectNode made = object();
        known.stream().sorted().forEach(name -> copy(message, made, name));
        if (role.equals("developer")) {
            made.put("role", "system");
        }
        if (made.path("content").isArray()) {
            ArrayNode parts = array();
            made.path("content").forEach(part -> parts.add(part(part)));
            made.set("content", parts);
        }
        if (role.equals("assistant")) {
            answer(message, made);
        }
        return made;
    }

    private static void answer(JsonNode message, ObjectNode made) {
        if (!isSet(made.path("content")) && isSet(message.path("refusal"))) {
            made.set("content", message.path("refusal"));
        }
        ArrayNode calls = array();
        for (JsonNode call : message.path("tool_calls")) {
            ObjectNode own = object();
            copy(call, own, "id", "type", "function", "index");
            calls.add(own);
        }
        if (calls.isEmpty()) {
            made.remove("tool_calls");
        } else {
            made.set("tool_calls", calls);
        }
    }

    private static JsonNode part(JsonNode part) {
        JsonNode file = part.path("file");
        return switch (text(part.path("type"))) {
            case "file" -> {
                if (!file.isObject()) {
                    yield part;
                }
                if (isSet(file.path("file_id"))) {
                    yield object().put("type", "file").set("file_id", file.path("file_id"));
                }
                ObjectNode document = object().put("type", "document_url");
                rename(file, "file_data", document, "document_url");
                rename(file, "filename", document, "document_name");
                yield document;
            }
            case "input_audio" ->
                part.path("input_audio").isObject()
                        ? object().put("type", "input_audio")
                                .set("input_audio", part.path("input_audio").path("data"))
                        : part;
            case "refusal" -> ChatShapes.textPart(text(part.path("refusal")));
            case "text" -> {
                // Marks for a cache, annotations.
                ObjectNode said = object();
                copy(part, said, "type", "text");
                yield said;
            }
            default -> part;
        };
    }
}
