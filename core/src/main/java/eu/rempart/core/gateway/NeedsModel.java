package eu.rempart.core.gateway;

import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.upstream.ProviderKind;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What only a model can do, and no answer that people wrote beforehand. Tools that a model may choose not to call are
/// no reason; whoever depends on a call, a form, a picture or a number is told so, not given a page of help instead.
final class NeedsModel {

    private record Wish(String field, boolean made) {}

    private NeedsModel() {}

    /// The field that asks for it, as the client wrote it; empty if none does.
    ///
    /// @param media whether there are images or files
    static Optional<String> field(Endpoint endpoint, ObjectNode body, boolean media) {
        Stream<Wish> wishes =
                switch (endpoint) {
                    case CHAT_COMPLETIONS ->
                        Stream.of(
                                new Wish("n", body.path("n").asInt(1) > 1),
                                new Wish("tool_choice", isForced(body.path("tool_choice"))),
                                new Wish(
                                        "function_call",
                                        body.path("function_call").isObject()),
                                new Wish("response_format", isForm(body.path("response_format"))),
                                new Wish("logprobs", isSet(body.path("logprobs"))),
                                new Wish("top_logprobs", isSet(body.path("top_logprobs"))),
                                new Wish("logit_bias", isSet(body.path("logit_bias"))),
                                new Wish("audio", isSet(body.path("audio"))),
                                new Wish("web_search_options", body.hasNonNull("web_search_options")),
                                new Wish("messages[].content[].type", media));
                    case RESPONSES ->
                        Stream.of(
                                new Wish("tool_choice", isForced(body.path("tool_choice"))),
                                new Wish("text.format", isForm(body.path("text").path("format"))),
                                new Wish("top_logprobs", isSet(body.path("top_logprobs"))),
                                new Wish(
                                        "include",
                                        body.path("include").toString().contains("logprobs")),
                                new Wish("input[].content[].type", media));
                    case MESSAGES ->
                        Stream.of(
                                new Wish("tool_choice", isForced(body.path("tool_choice"))),
                                new Wish("output_format", isForm(body.path("output_format"))),
                                new Wish(
                                        "output_config.format",
                                        isForm(body.path("output_config").path("format"))),
                                new Wish("mcp_servers", isSet(body.path("mcp_servers"))),
                                new Wish("messages[].content[].type", media));
                    case EMBEDDINGS, COUNT_TOKENS -> Stream.empty();
                };
        return wishes.filter(Wish::made).map(Wish::field).findFirst();
    }

    /// The route without those who are no model.
    static Route onlyModels(Route route) {
        return new Route(
                route.name(),
                route.targets().stream()
                        .filter(target -> target.provider().spec().kind() != ProviderKind.LOCAL)
                        .toList(),
                route.residencies());
    }

    private static boolean isForced(JsonNode choice) {
        return switch (choice.isObject() ? choice.path("type").asString("") : choice.asString("")) {
            case "", "auto", "none" -> false;
            default -> true;
        };
    }

    private static boolean isForm(JsonNode format) {
        return switch (format.path("type").asString("")) {
            case "", "text" -> false;
            default -> true;
        };
    }

    private static boolean isSet(JsonNode value) {
        return value.isContainer() ? !value.isEmpty() : value.asBoolean(false);
    }
}
