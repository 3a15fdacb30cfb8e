package eu.rempart.core.limit;

import java.time.Duration;

/// So many requests in a window that begins with the first of them.
///
/// @param name shown in the `RateLimit-Policy` header: lower-case letters, digits, `-`
/// @param permits at least 1
public record RateLimit(String name, long permits, Duration window) {

    public RateLimit {
        if (permits < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a limit needs at least one permit and a positive window");
        }
    }
}
