package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.text;

import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client expects of the calls of tools in an answer, where its provider cannot be told: see [PlainTools].
///
/// @param oneAtATime whether there may be only one
/// @param forced whether there must be one
/// @param asFunctionCall whether the client knows `function_call` and no `tool_calls`
/// @param freeForm the names of the tools that take text, no JSON
public record ToolWishes(boolean oneAtATime, boolean forced, boolean asFunctionCall, Set<String> freeForm) {

    public static final ToolWishes NONE = new ToolWishes(false, false, false, Set.of());

    public ToolWishes {
        freeForm = Set.copyOf(freeForm);
    }

    /// What a client's own request says.
    public static ToolWishes of(Dialect client, ObjectNode request) {
        JsonNode choice = request.path("tool_choice");
        return switch (client) {
            case CHAT -> {
                boolean functions = !request.path("functions").isEmpty();
                yield new ToolWishes(
                        !request.path("parallel_tool_calls").asBoolean(true),
                        PlainTools.isForced(choice)
                                || (functions && request.path("function_call").isObject()),
                        functions,
                        freeForm(request, "custom"));
            }
            case RESPONSES ->
                new ToolWishes(
                        !request.path("parallel_tool_calls").asBoolean(true),
                        PlainTools.isForced(choice),
                        false,
                        freeForm(request, ""));
            case MESSAGES ->
                new ToolWishes(
                        choice.path("disable_parallel_tool_use").asBoolean(false),
                        PlainTools.isForced(choice),
                        false,
                        Set.of());
            case OLLAMA, GEMINI -> NONE;
        };
    }

    private static Set<String> freeForm(ObjectNode request, String within) {
        return request.path("tools")
                .valueStream()
                .filter(PlainTools::isFreeForm)
                .map(tool -> text((within.isEmpty() ? tool : tool.path(within)).path("name")))
                .collect(Collectors.toSet());
    }

    /// For several choices that are asked for one after the other: whether a tool was called is seen in each answer,
    /// and the first is told before the last is asked for.
    ///
    /// @param provider the format of whoever is asked
    /// @throws UntranslatableException if a call is forced that the provider cannot be made to make
    public void refuseOneByOne(Dialect provider) {
        if (against(provider).forced()) {
            throw new UntranslatableException(asFunctionCall ? "function_call" : "tool_choice");
        }
    }

    /// Those that a provider of that format cannot be told.
    ToolWishes against(Dialect provider) {
        return switch (provider) {
            case OLLAMA -> this;
            case GEMINI -> new ToolWishes(oneAtATime, false, asFunctionCall, freeForm);
            case CHAT, MESSAGES, RESPONSES -> new ToolWishes(false, false, asFunctionCall, freeForm);
        };
    }

    /// Makes chat completions such that they hold to it.
    AnswerTranslation translation() {
        return equals(NONE) ? AnswerTranslation.IDENTITY : new CalledTools(this);
    }
}
