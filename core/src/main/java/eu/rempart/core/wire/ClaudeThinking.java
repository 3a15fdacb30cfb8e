package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a request for a chat completion has a model of Anthropic's think, in the terms of its generation: see
/// [ClaudeModel].
final class ClaudeThinking {

    static final int MEDIUM_BUDGET = 4_096;
    static final int HIGH_BUDGET = 16_384;

    private static final int LOW_BUDGET = 1_024;
    private static final int ANSWER_BESIDE_BUDGET = 4_096;

    private ClaudeThinking() {}

    /// How the next token is drawn, as far as the model lets itself be told.
    static void sampling(JsonNode chat, ClaudeModel model, ObjectNode request) {
        if (!model.takesSampling()) {
            return;
        }
        if (chat.path("temperature").isNumber()) {
            // This API goes to 1, the other one to 2.
            request.put("temperature", Math.min(1, chat.path("temperature").doubleValue()));
        }
        if (!request.has("temperature") || !model.takesOneOfBoth()) {
            copy(chat, request, "top_p");
        }
        copy(chat, request, "top_k");
    }

    /// How much it thinks.
    ///
    /// @param limit of the answer, as the client said it; 0 if it did not
    static void reasoning(JsonNode chat, ClaudeModel model, long limit, ObjectNode request) {
        String effort = text(chat.path("reasoning_effort"));
        if (model.isAdaptive()) {
            effort(effort, model, request);
        } else if (model.takesBudget() && !goesOnWithoutReasoning(chat.path("messages"))) {
            budget(effort, limit, request);
        }
    }

    /// For models that decide themselves how much they think.
    private static void effort(String effort, ClaudeModel model, ObjectNode request) {
        switch (effort) {
            case "" -> {}
            case "none", "minimal" -> {
                switch (model.off()) {
                    case NOTHING -> {}
                    case DISABLED -> request.putObject("thinking").put("type", "disabled");
                    case BETWEEN_TOOLS -> request.putObject("thinking").put("type", "between_tools");
                    case NEVER -> config(request).put("effort", "low");
                }
            }
            default -> {
                config(request).put("effort", model.effort(effort));
                if (!isForced(request)) {
                    ObjectNode thinking = request.putObject("thinking").put("type", "adaptive");
                    if (model.hidesThoughts()) {
                        thinking.put("display", "summarized");
                    }
                    request.remove(List.of("temperature", "top_p", "top_k"));
                }
            }
        }
    }

    static ObjectNode config(ObjectNode request) {
        return request.path("output_config") instanceof ObjectNode given ? given : request.putObject("output_config");
    }

    private static boolean isForced(JsonNode request) {
        return switch (text(request.path("tool_choice").path("type"))) {
            case "any", "tool" -> true;
            default -> false;
        };
    }

    /// Where a model with a budget goes on from its own call of a tool it wants the signed reasoning before that back.
    /// Clients that lost it, and calls of another model, go on without.
    private static boolean goesOnWithoutReasoning(JsonNode messages) {
        boolean told = false;
        boolean signed = false;
        for (JsonNode message : messages) {
            switch (text(message.path("role"))) {
                case "tool", "function" -> told = true;
                case "assistant" -> {
                    told = false;
                    signed = !SignedReasoning.readable(message).isEmpty();
                }
                default -> {}
            }
        }
        return told && !signed;
    }

    /// The client's limit covers its reasoning too, as it does over there.
    private static void budget(String effort, long limit, ObjectNode request) {
        long budget =
                switch (effort) {
                    case "low" -> LOW_BUDGET;
                    case "medium" -> MEDIUM_BUDGET;
                    case "high", "xhigh", "max" -> HIGH_BUDGET;
                    default -> 0;
                };
        if (limit > 0) {
            budget = Math.min(budget, limit / 2);
        }
        // Thinking goes with neither a forced tool nor a temperature, and not with less than this.
        if (budget >= LOW_BUDGET && !isForced(request)) {
            request.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
            if (limit == 0) {
                long most = request.path("max_tokens").longValue();
                request.put("max_tokens", Math.max(most, ANSWER_BESIDE_BUDGET + budget));
            }
            request.remove(List.of("temperature", "top_p", "top_k"));
        }
    }
}
