package eu.rempart.core.gateway;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which requests are answered alike whenever they come: with `temperature` 0, and made of nothing but texts and
/// settings that are known. Whatever else a format has or will have, tools of any kind first of all, may look at the
/// world, and its answer is not given again.
final class Repeatable {

    private static final Set<String> FIELDS = Set.of(
            "model",
            "messages",
            "input",
            "instructions",
            "system",
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "stop",
            "stop_sequences",
            "seed",
            "n",
            "stream",
            "stream_options",
            "response_format",
            "text",
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "reasoning",
            "reasoning_effort",
            "thinking",
            "verbosity",
            "truncation",
            "service_tier",
            "store",
            "metadata",
            "user",
            "safety_identifier",
            "prompt_cache_key");

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
    private static final Set<String> FIELDS_OF_A_MESSAGE = Set.of("type", "id", "status", "role", "name", "content");
    private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text");

    private Repeatable() {}

    /// @param wished whether the client wants it so where it cannot say by a temperature: some models take none
    static boolean is(ObjectNode body, boolean wished) {
        JsonNode temperature = body.path("temperature");
        boolean always = temperature.isNumber() ? temperature.doubleValue() == 0 : wished;
        return always
                && onlyHas(body, FIELDS)
                && isText(body.path("system"))
                && areMessages(body.path("messages"))
                && areMessages(body.path("input"));
    }

    private static boolean onlyHas(JsonNode object, Set<String> fields) {
        return object.properties().stream()
                .allMatch(field -> field.getValue().isNull() || fields.contains(field.getKey()));
    }

    private static boolean areMessages(JsonNode messages) {
        if (!messages.isArray()) {
            return isText(messages);
        }
        return messages.valueStream()
                .allMatch(message -> message.path("type").asString("message").equals("message")
                        && ROLES.contains(message.path("role").asString(""))
                        && onlyHas(message, FIELDS_OF_A_MESSAGE)
                        && isText(message.path("content")));
    }

    private static boolean isText(JsonNode content) {
        return content.isMissingNode()
                || content.isNull()
                || content.isString()
                || (content.isArray()
                        && content.valueStream()
                                .allMatch(
                                        part -> TEXTS.contains(part.path("type").asString(""))));
    }
}
