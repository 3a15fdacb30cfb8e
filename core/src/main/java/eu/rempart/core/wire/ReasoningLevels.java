package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.text;

import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How much a model is to think, in the words of its family: a request is translated before it is known which model
/// gets it.
public final class ReasoningLevels {

    /// They [take a level](https://ai.google.dev/gemini-api/docs/thinking), and a budget only for a while.
    private static final Pattern GEMINI_WITH_LEVELS = Pattern.compile("gemini-(?:[3-9]|[1-9][0-9]).*");

    /// They know two levels.
    private static final Pattern GEMINI_WITH_TWO = Pattern.compile("gemini-3-pro.*");

    /// They answer 400 where they are asked to think.
    private static final Pattern GEMINI_THAT_CANNOT = Pattern.compile("gemini-(?:1|2\\.0).*|gemma-[1-3].*");

    /// It cannot stop thinking.
    private static final Pattern GEMINI_THAT_MUST = Pattern.compile("gemini-2\\.5-pro.*");

    private static final int LEAST_BUDGET = 128;
    private static final int LOW_BUDGET = 1_024;
    private static final int MEDIUM_BUDGET = 8_192;

    private ReasoningLevels() {}

    /// Says a budget as the model takes it, in place.
    ///
    /// @param model as the provider names it
    public static void fitGemini(ObjectNode request, String model) {
        JsonNode options = request.path("generationConfig");
        if (!(options.path("thinkingConfig") instanceof ObjectNode thinking) || !thinking.has("thinkingBudget")) {
            return;
        }
        String name = model.toLowerCase(Locale.ROOT);
        long budget = count(thinking.path("thinkingBudget"));
        if (GEMINI_THAT_CANNOT.matcher(name).matches()) {
            ((ObjectNode) options).remove("thinkingConfig");
        } else if (GEMINI_WITH_LEVELS.matcher(name).matches()) {
            thinking.remove("thinkingBudget");
            thinking.put("thinkingLevel", level(budget, name));
        } else if (budget == 0 && GEMINI_THAT_MUST.matcher(name).matches()) {
            thinking.put("thinkingBudget", LEAST_BUDGET);
        }
    }

    private static String level(long budget, String model) {
        if (budget == 0) {
            return model.contains("pro") ? "low" : "minimal";
        }
        if (budget <= LOW_BUDGET) {
            return "low";
        }
        return budget <= MEDIUM_BUDGET && !GEMINI_WITH_TWO.matcher(model).matches() ? "medium" : "high";
    }

    /// Says a level as the model takes it, in place: [gpt-oss](https://docs.ollama.com/capabilities/thinking) has
    /// levels and cannot stop, the others think or do not.
    ///
    /// @param model as the provider names it
    public static void fitOllama(ObjectNode request, String model) {
        JsonNode think = request.path("think");
        if (think.isMissingNode()) {
            return;
        }
        String name = model.substring(model.lastIndexOf('/') + 1);
        if (name.startsWith("gpt-oss")) {
            request.put("think", text(think).isEmpty() ? "low" : text(think));
        } else {
            request.put("think", !text(think).isEmpty());
        }
    }
}
