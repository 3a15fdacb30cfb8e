package eu.rempart.core.agent;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The system prompt of one call: what the agent is, the rules that all agents share, and a canary.
///
/// The prompt is one layer of several and decides nothing: it holds no secret and no right. The canary is a random
/// word that no honest answer contains; an answer that contains it was talked into repeating its instructions.
///
/// @param text what the model is told, the canary included
/// @param canary 32 hexadecimal digits, new for each call
public record SystemPrompt(String text, String canary) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String RULES = Agents.resource("rules");
    private static final String VIGILANCE = Agents.resource("vigilance");

    /// Writes the prompt of one call.
    ///
    /// @param operator the company for whom the agent speaks
    /// @param vigilant whether the question looks like an attempt to take the agent over
    public static SystemPrompt of(Agent agent, String operator, boolean vigilant) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String canary = HexFormat.of().formatHex(random);
        StringBuilder text = new StringBuilder(4_096)
                .append(agent.prompt().replace("{operator}", operator))
                .append("\n\n")
                .append(RULES.replace("{canary}", canary));
        if (vigilant) {
            text.append("\n\n").append(VIGILANCE);
        }
        return new SystemPrompt(text.toString(), canary);
    }

    /// What of an agent's prompts is the same in every call: no answer may repeat long parts of it.
    public static String lastingText(Agent agent, String operator) {
        return agent.prompt().replace("{operator}", operator) + "\n\n" + RULES.replace("{canary}", "") + "\n\n"
                + VIGILANCE;
    }

    /// Shows neither the prompt nor the canary.
    @Override
    public String toString() {
        return "SystemPrompt[***]";
    }
}
