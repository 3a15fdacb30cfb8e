package eu.rempart.core.cost;

/// Tokens that one call used.
///
/// @param input tokens read, cached ones included
/// @param cachedInput the part of `input` that was served from the provider's prompt cache
/// @param output tokens written, reasoning included
public record TokenUsage(long input, long cachedInput, long output) {

    public TokenUsage {
        if (input < 0 || output < 0 || cachedInput < 0 || cachedInput > input) {
            throw new IllegalArgumentException("token counts must not be negative, nor cached exceed input");
        }
    }

    public static final TokenUsage NONE = new TokenUsage(0, 0, 0);
}
