package eu.rempart.core.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a model of Anthropic's takes, told from its name: the interface refuses with 400 what a model has lost, and
/// what an older one never had. Names that are none of Anthropic's, as other servers with this interface have, take
/// what the first models took.
///
/// The families are those of Anthropic's [guides](https://platform.claude.com/docs/en/about-claude/models/overview)
/// for moving from one model to the next, as of November 2026. One that comes later is taken for like the last.
///
/// @param family `opus`, `sonnet`, `haiku`, …; empty if the name is none of Anthropic's
/// @param version 100 for each major version, 1 for each minor one
public record ClaudeModel(String family, int version) {

    private static final Pattern NAME =
            Pattern.compile("(?:^|.*[./])claude-([a-z]+)-(\\d)(?:[.-](\\d{1,2}))?(?!\\d).*");

    /// `claude-3-5-sonnet-latest`, as they were named at first.
    private static final Pattern OLD_NAME = Pattern.compile("(?:^|.*[./])claude-(\\d)(?:-(\\d))?-([a-z]+).*");

    private static final int V3_5 = 305;
    private static final int V3_7 = 307;
    private static final int V4_1 = 401;
    private static final int V4_5 = 405;
    private static final int V4_6 = 406;
    private static final int V4_7 = 407;
    private static final int V5 = 500;
    private static final int V5_1 = 501;
    private static final int V5_5 = 505;

    /// How a model that thinks unless told otherwise is told.
    public enum Off {
        /// It does not think unless it is asked to.
        NOTHING,
        /// `thinking: {"type": "disabled"}`.
        DISABLED,
        /// `thinking: {"type": "between_tools"}`: short notes between its calls of tools are all that is left.
        BETWEEN_TOOLS,
        /// It always thinks; it thinks less with a low effort.
        NEVER
    }

    /// Never null.
    public static ClaudeModel of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
            return new ClaudeModel(matcher.group(1), version(matcher.group(2), matcher.group(3)));
        }
        matcher = OLD_NAME.matcher(name);
        return matcher.matches()
                ? new ClaudeModel(matcher.group(3), version(matcher.group(1), matcher.group(2)))
                : new ClaudeModel("", 0);
    }

    private static int version(String major, @Nullable String minor) {
        return 100 * Integer.parseInt(major) + (minor == null ? 0 : Integer.parseInt(minor));
    }

    private boolean isAlwaysThinking() {
        return family.equals("fable") || family.equals("mythos");
    }

    /// Whether it decides itself how much it thinks; others are given a budget.
    boolean isAdaptive() {
        return version >= V4_6;
    }

    /// Whether it can be given a budget to think; the first models cannot.
    boolean takesBudget() {
        return family.isEmpty() || version >= V3_7;
    }

    /// Whether its thoughts are told only if that is asked for.
    boolean hidesThoughts() {
        return version >= V4_7;
    }

    /// Whether `temperature`, `top_p` and `top_k` may be given.
    boolean takesSampling() {
        return version < V4_7;
    }

    /// Whether only one of `temperature` and `top_p` may be given.
    boolean takesOneOfBoth() {
        return version >= V4_1;
    }

    /// Whether it can be made to call a tool.
    boolean canBeForced() {
        return version < (isAlwaysThinking() ? V5_1 : V5_5) || family.equals("haiku");
    }

    /// Whether its answer can be held to a schema.
    boolean takesSchemas() {
        return version >= (family.equals("opus") ? V4_1 : V4_5);
    }

    /// The most that it writes, in tokens; 4,096 if that is not known.
    int maxOutput() {
        if (version >= V4_6 && !(family.equals("sonnet") && version < V5)) {
            return 128_000;
        }
        if (version >= V3_7) {
            return family.equals("opus") && version < V4_5 ? 32_000 : 64_000;
        }
        return version >= V3_5 ? 8_192 : 4_096;
    }

    /// How it is told not to think.
    public Off off() {
        if (isAlwaysThinking() || (family.equals("opus") && version >= V5_5)) {
            return Off.NEVER;
        }
        if (family.equals("sonnet") && version >= V5_5) {
            return Off.BETWEEN_TOOLS;
        }
        return version >= V5 ? Off.DISABLED : Off.NOTHING;
    }

    /// The nearest effort that it knows.
    ///
    /// @param effort one of OpenAI's
    String effort(String effort) {
        return switch (effort) {
            case "xhigh" -> version >= V4_7 ? effort : "high";
            case "max" -> version >= V4_7 || family.equals("opus") ? effort : "high";
            default -> effort;
        };
    }
}
