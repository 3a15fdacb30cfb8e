package eu.rempart.server.http;

import eu.rempart.core.chat.AnswerSink.StreamError;
import eu.rempart.core.limit.RateLimits.Standing;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Explanation;
import eu.rempart.core.pipeline.Refusal.Field;
import eu.rempart.core.pipeline.Refusal.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes refusals as `application/problem+json` (RFC 9457), in the language that the client prefers. Thread-safe.
final class Problems {

    static final String MEDIA_TYPE = "application/problem+json";

    private final JsonMapper json = JsonMapper.builder().build();
    private final MessageSource messages;
    private final Languages languages;

    Problems(Languages languages) {
        this.languages = languages;
        ResourceBundleMessageSource source = new ResourceBundleMessageSource();
        source.setBasename("eu.rempart.server.http.messages");
        source.setDefaultEncoding("UTF-8");
        source.setFallbackToSystemLocale(false);
        source.setDefaultLocale(Locale.FRENCH);
        this.messages = source;
    }

    void write(HttpServletRequest request, HttpServletResponse response, Code code) throws IOException {
        write(request, response, Refusal.of(code));
    }

    /// Writes the whole response. If it has begun already, closes it instead: half a stream and half a problem would be
    /// worse than a broken connection.
    void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("the response has begun");
        }
        Code code = refusal.code();
        Locale locale = languages.of(request);
        RequestId.refusing(request, response);
        response.setStatus(code.status());
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        response.setHeader("Cache-Control", "no-store");
        // Spring Security is not there to add them where the firewall or the container refuses.
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Language", locale.getLanguage());
        response.addHeader("Vary", "Accept-Language");
        response.setContentType(MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        Standing standing = refusal.standing();
        if (standing != null) {
            RateLimitHeaders.write(response, standing);
            response.setHeader("Retry-After", Long.toString(seconds(standing.reset())));
        }
        if (code.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        byte[] body = json.writeValueAsBytes(body(request, refusal, locale));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// The sentence that tells a reader why an answer is not whole.
    String streamError(StreamError error, Locale locale) {
        return text("stream." + error.name().toLowerCase(Locale.ROOT), locale);
    }

    /// The sentence that tells a reader that an AI is speaking, and for whom.
    String disclosure(String agent, String operator, Locale locale) {
        return text("disclosure", locale, agent, operator);
    }

    /// The sentence that tells an application why its request is refused; what a provider or a field says about it is
    /// in it.
    String detail(Refusal refusal, Locale locale) {
        return detail(refusal, refusal.code().text(), locale);
    }

    /// The same in other words.
    ///
    /// @param key of the sentence that the fields and the provider's explanation follow, without `.detail`
    String detail(Refusal refusal, String key, Locale locale) {
        StringBuilder text = new StringBuilder(sentence(refusal, key, locale));
        for (Field field : refusal.fields().subList(0, Math.min(refusal.fields().size(), 20))) {
            text.append(' ').append(text("field", locale, field.name(), text("field." + field.problem(), locale)));
        }
        Explanation explanation = refusal.explanation();
        if (explanation != null && explanation.message() != null) {
            text.append(' ').append(explanation.message());
        }
        return text.toString();
    }

    private ObjectNode body(HttpServletRequest request, Refusal refusal, Locale locale) {
        String code = refusal.code().text();
        ObjectNode problem = json.createObjectNode()
                .put("type", "urn:rempart:problem:" + code)
                .put("title", text(code + ".title", locale))
                .put("status", refusal.code().status())
                .put("code", code)
                .put("detail", sentence(refusal, code, locale))
                .put("requestId", RequestId.of(request));
        List<Field> fields = refusal.fields();
        if (!fields.isEmpty()) {
            ArrayNode errors = problem.putArray("errors");
            for (Field field : fields.subList(0, Math.min(fields.size(), 20))) {
                errors.addObject().put("field", field.name()).put("detail", text("field." + field.problem(), locale));
            }
        }
        return problem;
    }

    private String sentence(Refusal refusal, String key, Locale locale) {
        Standing standing = refusal.standing();
        Named named = refusal.named();
        return text(
                key + (named == null ? "" : "." + named.kind()) + ".detail",
                locale,
                refusal.maximum(),
                standing == null ? 0 : seconds(standing.reset()),
                named == null ? "" : named.name());
    }

    private String text(String key, Locale locale, Object... arguments) {
        return messages.getMessage(key, arguments, locale);
    }

    static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
