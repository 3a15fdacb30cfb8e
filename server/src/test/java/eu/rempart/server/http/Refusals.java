package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What every response, and every refusal, has to be.
final class Refusals {

    /// Nobody outside learns what we are made of.
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\bat eu\\.|eu\\.rempart|org\\.|java\\.|jakarta|tools\\.jackson|SELECT |INSERT |sqlite|[Jj]etty|Spring");

    private Refusals() {}

    /// Asserts that a response is that refusal, whole and in good form.
    static JsonNode assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).doesNotContainPattern(INSIDE);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json")
                .containsIgnoringCase("utf-8");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertSecured(response.headers());
        JsonNode problem = Client.json(response);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("type").asString()).isEqualTo("urn:rempart:problem:" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(problem.path("requestId").asString())
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(Set.copyOf(problem.propertyNames()))
                .isSubsetOf("type", "title", "status", "code", "detail", "requestId", "errors");
        if (!code.equals("invalid_request")) {
            assertThat(problem.has("errors")).isFalse();
        }
        if (status == 401) {
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        return problem;
    }

    /// Asserts the headers that no response lacks.
    static void assertSecured(HttpHeaders headers) {
        assertThat(UUID.fromString(headers.firstValue("X-Request-Id").orElseThrow()))
                .isNotNull();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("X-Powered-By")).isEmpty();
    }
}
