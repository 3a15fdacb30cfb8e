package eu.rempart.core.cost;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tokens that one call used.
///
/// @param input tokens read, cached ones and those of images included
/// @param cachedInput the part of `input` that was served from the provider's prompt cache
/// @param output tokens written, reasoning included
/// @param reasoning the part of `output` that was reasoning; 0 where the provider does not tell
/// @param image the part of `input` that was images and not cached; 0 where the provider does not tell
public record TokenUsage(long input, long cachedInput, long output, long reasoning, long image) {

    public TokenUsage {
        if (input < 0 || output < 0 || cachedInput < 0 || cachedInput > input) {
            throw new IllegalArgumentException("token counts must not be negative, nor cached exceed input");
        }
        if (reasoning < 0 || reasoning > output || image < 0 || image > input - cachedInput) {
            throw new IllegalArgumentException("a part must not exceed its whole");
        }
    }

    /// Without reasoning and images.
    public TokenUsage(long input, long cachedInput, long output) {
        this(input, cachedInput, output, 0, 0);
    }

    public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

    /// More than any model reads or writes in one call: a greater count is a mistake, and is not anybody's debt.
    public static final long MOST = 100_000_000;

    /// What a provider says that it counted, made consistent: no part exceeds its whole, and a count that cannot be,
    /// negative or above [#MOST], is 0.
    public static TokenUsage counted(long input, long cachedInput, long output, long reasoning, long image) {
        long in = possible(input);
        long cached = Math.clamp(cachedInput, 0, in);
        long out = possible(output);
        return new TokenUsage(in, cached, out, Math.clamp(reasoning, 0, out), Math.clamp(image, 0, in - cached));
    }

    /// For the record, as in `120 in (20 cached, 40 images), 50 out (30 reasoning)`; parts that are 0 are left out.
    public String summary() {
        String parts = Stream.of(part(cachedInput, "cached"), part(image, "images"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return input + " in" + bracketed(parts) + ", " + output + " out" + bracketed(part(reasoning, "reasoning"));
    }

    private static String part(long count, String name) {
        return count == 0 ? "" : count + " " + name;
    }

    private static String bracketed(String parts) {
        return parts.isEmpty() ? "" : " (" + parts + ")";
    }

    private static long possible(long count) {
        return count >= 0 && count <= MOST ? count : 0;
    }
}
