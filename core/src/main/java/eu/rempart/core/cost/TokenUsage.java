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
/// @param cacheWrite the part of `input` that the provider put into its prompt cache, for minutes; no images
/// @param longCacheWrite the part of `input` that it put there for an hour; in no other part
public record TokenUsage(
        long input, long cachedInput, long output, long reasoning, long image, long cacheWrite, long longCacheWrite) {

    public TokenUsage {
        if (input < 0 || output < 0 || cachedInput < 0 || cachedInput > input) {
            throw new IllegalArgumentException("token counts must not be negative, nor cached exceed input");
        }
        if (reasoning < 0 || reasoning > output) {
            throw new IllegalArgumentException("a part must not exceed its whole");
        }
        if (image < 0 || cacheWrite < 0 || longCacheWrite < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
        if (image > input - cachedInput
                || cacheWrite > input - cachedInput - image
                || longCacheWrite > input - cachedInput - image - cacheWrite) {
            throw new IllegalArgumentException("a part must not exceed its whole");
        }
    }

    /// Nothing was put into a cache.
    public TokenUsage(long input, long cachedInput, long output, long reasoning, long image) {
        this(input, cachedInput, output, reasoning, image, 0, 0);
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

    /// The same with what was put into the provider's cache, as far as there is input left that was neither cached
    /// nor an image.
    ///
    /// @param minutes what stays there for minutes
    /// @param hour what stays there for an hour, and is dearer
    public TokenUsage withCacheWrites(long minutes, long hour) {
        long plain = input - cachedInput - image;
        long longer = Math.clamp(hour, 0, plain);
        return new TokenUsage(
                input, cachedInput, output, reasoning, image, Math.clamp(minutes, 0, plain - longer), longer);
    }

    /// The same with no more than so much read and written; parts shrink with their whole.
    public TokenUsage atMost(long mostInput, long mostOutput) {
        return counted(Math.min(input, mostInput), cachedInput, Math.min(output, mostOutput), reasoning, image)
                .withCacheWrites(cacheWrite, longCacheWrite);
    }

    /// Both together, each part of its own, and no more than [#MOST].
    public TokenUsage plus(TokenUsage other) {
        return counted(
                        Math.min(input + other.input, MOST),
                        cachedInput + other.cachedInput,
                        Math.min(output + other.output, MOST),
                        reasoning + other.reasoning,
                        image + other.image)
                .withCacheWrites(cacheWrite + other.cacheWrite, longCacheWrite + other.longCacheWrite);
    }

    /// For the record, as in `120 in (20 cached, 40 images), 50 out (30 reasoning)`; parts that are 0 are left out.
    public String summary() {
        String parts = Stream.of(
                        part(cachedInput, "cached"),
                        part(cacheWrite, "put in cache"),
                        part(longCacheWrite, "put in cache for an hour"),
                        part(image, "images"))
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
