package eu.rempart.server.http;

import static eu.rempart.server.http.RunningService.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Services.class)
@Timeout(60)
class OperatorsPortTest {

    private final RunningService service;

    OperatorsPortTest(RunningService service) {
        this.service = service;
    }

    private HttpResponse<String> ops(String method, String path) throws Exception {
        return service.http()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.opsPort() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void healthIsToldToOperators() throws Exception {
        for (String path : List.of("/health/live", "/health/ready")) {
            HttpResponse<String> answer = ops("GET", path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"UP\"");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void theMetricsHaveTheNamesOfTheSpecifications() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Client visitor = service.visitor();
        for (int i = 0; i < 10; i++) {
            visitor.chatBody("{}");
        }
        assertThat(visitor.chatBody("{}").statusCode()).isEqualTo(429);
        service.provider().always(Script.answer().status(500, "x"));
        service.visitor().chat("Bonjour");
        service.provider()
                .always(Script.answer()
                        .text("Un ", "deux ")
                        .waitFor(gate)
                        .usage(150, 3)
                        .finish("stop"));
        try (ChatStream stream = service.visitor().open("Bonjour", null)) {
            stream.await("delta");
            assertThat(ops("GET", "/metrics").body())
                    .containsPattern("(?m)^ai_calls_active\\{model=\"gpt-4o-mini\"} 1");
            gate.countDown();
            stream.await("done");
        }
        eventually(
                "the call is over",
                () -> ops("GET", "/metrics").body().contains("ai_calls_active{model=\"gpt-4o-mini\"} 0"));
        HttpResponse<String> answer = ops("GET", "/metrics");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        String metrics = answer.body();
        for (String pattern : List.of(
                "agent_requests_total\\{agent_type=\"elea\",status=\"success\"} [1-9]",
                "agent_requests_total\\{agent_type=\"any\",status=\"refused\"} [1-9]",
                "agent_response_duration_seconds_bucket\\{agent_type=\"elea\",le=\"\\+Inf\"} [1-9]",
                "agent_response_duration_seconds_count\\{agent_type=\"elea\"} [1-9]",
                "active_conversations [1-9]",
                "rate_limit_exceeded_total\\{limit=\"anonymous\"} [1-9]",
                "ai_calls_total\\{model=\"gpt-4o-mini\",status=\"success\"} [1-9]",
                "ai_calls_total\\{model=\"gpt-4o-mini\",status=\"error\"} [1-9]",
                "ai_cost_euros_total\\{model=\"gpt-4o-mini\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"0.1\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"0.5\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"1.0\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"2.0\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"5.0\"} ",
                "ai_latency_seconds_bucket\\{model=\"gpt-4o-mini\",le=\"10.0\"} ",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"input\",le=\"100.0\"} ",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"input\",le=\"500.0\"} [1-9]",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"input\",le=\"1000.0\"} ",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"input\",le=\"2000.0\"} ",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"input\",le=\"5000.0\"} ",
                "ai_tokens_bucket\\{model=\"gpt-4o-mini\",type=\"output\",le=\"10000.0\"} ",
                "ai_calls_active\\{model=\"gpt-4o-mini\"} 0")) {
            assertThat(metrics).containsPattern("(?m)^" + pattern);
        }
        assertThat(metrics.lines().filter(line -> line.startsWith("ai_latency_seconds_bucket{model=\"gpt-4o-mini\"")))
                .hasSize(7);
        assertThat(metrics.lines()
                        .filter(line -> line.startsWith("ai_tokens_bucket{model=\"gpt-4o-mini\",type=\"input\"")))
                .hasSize(7);
    }

    @Test
    void nothingElseIsServedThere() throws Exception {
        for (String path :
                List.of("/", "/api/me", "/api/chat", "/api/conversations", "/index.html", "/metrics/", "/health")) {
            assertThat(ops("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/metrics", "/api/chat", "/api/auth/login", "/health/live")) {
            assertThat(ops("POST", path).statusCode()).as(path).isEqualTo(405);
        }
        RawHttp.Answer malformed = RawHttp.exchange(service.opsPort(), "GARBAGE\r\n\r\n");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.headers()).doesNotContainKey("server");
        assertThat(malformed.body()).doesNotContainIgnoringCase("jetty").doesNotContain("Exception");
    }
}
