package eu.rempart.server.http;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.limit.RateLimits.Standing;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Explanation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.UsageShapes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes refusals as OpenAI and Anthropic write their errors, so that their SDKs throw their own exceptions. The
/// sentences are those of [Problems]; `code` is the stable code. Thread-safe.
final class GatewayErrors {

    /// Whose sentences for people who chat would make no sense to a program's author.
    private static final Set<Code> IN_OTHER_WORDS = EnumSet.of(
            Code.INVALID_REQUEST,
            Code.PROMPT_INJECTION,
            Code.PERSONAL_DATA_REFUSED,
            Code.AUTHENTICATION_REQUIRED,
            Code.INVALID_TOKEN,
            Code.TOKEN_EXPIRED,
            Code.SUBSCRIPTION_EXPIRED);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Problems problems;
    private final Languages languages;

    GatewayErrors(Problems problems, Languages languages) {
        this.problems = problems;
        this.languages = languages;
    }

    /// Writes the whole response. If it has begun already, the connection is broken off instead.
    void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("the response has begun");
        }
        RequestId.refusing(request, response);
        response.setStatus(refusal.status());
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        Standing standing = refusal.standing();
        Duration retryAfter = refusal.retryAfter();
        if (standing != null) {
            RateLimitHeaders.write(response, standing);
            response.setHeader("Retry-After", Long.toString(Problems.seconds(standing.reset())));
        } else if (retryAfter != null) {
            response.setHeader("Retry-After", Long.toString(Problems.seconds(retryAfter)));
        }
        if (refusal.code().status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        Dialect dialect = isAnthropic(request) ? Dialect.MESSAGES : Dialect.CHAT;
        if (dialect == Dialect.MESSAGES) {
            // Where Anthropic's SDKs look for it.
            response.setHeader("request-id", RequestId.of(request));
        }
        byte[] body = json.writeValueAsBytes(body(request, dialect, refusal));
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// The same as an event of a stream that has begun, with what was used until then.
    Frame event(HttpServletRequest request, Dialect dialect, Refusal refusal, TokenUsage used) {
        ObjectNode body = body(request, dialect, refusal);
        ObjectNode usage = UsageShapes.of(dialect, used);
        body.set("usage", usage);
        return switch (dialect) {
            case MESSAGES -> new Frame("error", body);
            case RESPONSES -> {
                ObjectNode event = json.createObjectNode().put("type", "error");
                event.set("code", body.path("error").path("code"));
                event.set("message", body.path("error").path("message"));
                event.putNull("param");
                event.set("usage", usage);
                yield new Frame("error", event);
            }
            case CHAT, OLLAMA, GEMINI -> new Frame(null, body);
        };
    }

    private static boolean isAnthropic(HttpServletRequest request) {
        String path = request.getPathInfo();
        return request.getHeader("anthropic-version") != null || (path != null && path.startsWith("/messages"));
    }

    private ObjectNode body(HttpServletRequest request, Dialect dialect, Refusal refusal) {
        Locale locale = languages.of(request);
        String sentence = refusal.code().text();
        String message = problems.detail(
                refusal, IN_OTHER_WORDS.contains(refusal.code()) ? "gateway." + sentence : sentence, locale);
        ObjectNode root = json.createObjectNode();
        if (dialect == Dialect.MESSAGES) {
            root.put("type", "error");
            root.putObject("error")
                    .put("type", anthropicType(refusal.status()))
                    .put("message", message)
                    .put("code", code(refusal));
            root.put("request_id", RequestId.of(request));
        } else {
            root.putObject("error")
                    .put("message", message)
                    .put("type", openAiType(refusal.status()))
                    .put("param", param(refusal))
                    .put("code", code(refusal));
        }
        return root;
    }

    /// The codes that OpenAI's clients know, where they say the same; Anthropic's go by the type. A provider's own code
    /// stays.
    private static String code(Refusal refusal) {
        Explanation explanation = refusal.explanation();
        if (explanation != null && explanation.code() != null) {
            return explanation.code();
        }
        return switch (refusal.code()) {
            case AUTHENTICATION_REQUIRED, INVALID_TOKEN -> "invalid_api_key";
            default -> refusal.code().text();
        };
    }

    private static @Nullable String param(Refusal refusal) {
        Explanation explanation = refusal.explanation();
        if (explanation != null) {
            return explanation.field();
        }
        if (!refusal.fields().isEmpty()) {
            return refusal.fields().getFirst().name();
        }
        return switch (refusal.code()) {
            case MODEL_NOT_FOUND, MODEL_FORBIDDEN, MODEL_UNPRICED -> "model";
            default -> null;
        };
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "insufficient_quota";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
