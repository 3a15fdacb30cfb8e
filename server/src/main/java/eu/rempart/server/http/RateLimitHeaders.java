package eu.rempart.server.http;

import eu.rempart.core.limit.RateLimit;
import eu.rempart.core.limit.RateLimits.Standing;
import jakarta.servlet.http.HttpServletResponse;

/// The headers of draft-ietf-httpapi-ratelimit-headers, for the limit with the least left.
final class RateLimitHeaders {

    private RateLimitHeaders() {}

    static void write(HttpServletResponse response, Standing standing) {
        RateLimit limit = standing.limit();
        response.setHeader(
                "RateLimit-Policy",
                "\"" + limit.name() + "\";q=" + limit.permits() + ";w="
                        + limit.window().toSeconds());
        response.setHeader(
                "RateLimit",
                "\"" + limit.name() + "\";r=" + standing.remaining() + ";t=" + Problems.seconds(standing.reset()));
    }
}
