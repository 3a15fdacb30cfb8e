package eu.rempart.server.http;

import static eu.rempart.server.http.Refusals.assertRefused;
import static eu.rempart.server.http.Refusals.assertSecured;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Tier;
import eu.rempart.server.http.RunningService.Traces;
import eu.rempart.testkit.provider.Script;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is where, what is nowhere, and what does not even speak HTTP.
@ExtendWith(Services.class)
@Timeout(60)
class RoutesTest {

    private static final String ASK = "{\"message\": \"Bonjour\"}";

    private final RunningService service;

    RoutesTest(RunningService service) {
        this.service = service;
    }

    @BeforeEach
    void answers() {
        service.provider().always(Script.say("Voilà."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void onlyPostAsks(String method) throws Exception {
        Traces before = service.traces();
        HttpResponse<String> answer = service.stranger().send(method, "/api/chat", BodyPublishers.ofString(ASK));
        assertRefused(answer, 405, "method_not_allowed");
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void aMethodThatNobodyKnowsIsRefused() throws Exception {
        assertRefused(
                service.stranger().send("FROBNICATE", "/api/chat", BodyPublishers.ofString(ASK)),
                400,
                "invalid_request");
    }

    @Test
    void headAndTraceGiveNothingAway() throws Exception {
        RawHttp.Answer head = RawHttp.exchange(
                service.port(), "HEAD /api/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(head.status()).isEqualTo(405);
        assertThat(head.body()).isEmpty();
        RawHttp.Answer trace = RawHttp.exchange(
                service.port(),
                "TRACE /api/chat HTTP/1.1\r\nHost: localhost\r\nCookie: a=geheim\r\nConnection: close\r\n\r\n");
        assertThat(trace.status()).isBetween(400, 405);
        assertThat(trace.body()).doesNotContain("geheim");
        assertThat(trace.headers()).containsKey("x-request-id").doesNotContainKey("server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/nothing",
                "/api/admin",
                "/api/chat/more",
                "/api/conversations/a/b",
                "/error",
                "/actuator",
                "/actuator/health",
                "/metrics",
                "/health/live",
                "/health/ready",
                "/.env",
                "/rempart.yaml",
                "/data/rempart.db",
                "/WEB-INF/web.xml",
                "/application.properties",
                "/assets/nothing.js"
            })
    void whatIsNotThereIsNotFoundForEverybody(String path) throws Exception {
        for (Client client : List.of(service.stranger(), service.user(Tier.BASIC))) {
            assertRefused(client.get(path), 404, "not_found");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../api/conversations",
                "/v1/%2e%2e/api/conversations",
                "/v1/..;/api/conversations",
                "/v1;x=1/../api/conversations",
                "/v1//../api/conversations",
                "/v1/models/../../api/conversations",
                "/v1%2f..%2fapi/conversations"
            })
    void theGatewaysWayPastSecurityLeadsNowhereElse(String path) throws Exception {
        RawHttp.Answer answer = RawHttp.exchange(
                service.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).as(answer.body()).isBetween(400, 404);
        assertThat(answer.headers()).containsKey("x-request-id").doesNotContainKey("server");
        assertThat(answer.body()).doesNotContain("\"conversations\"", "Exception", "jetty", "springframework");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api//chat",
                "//api/chat",
                "/api/chat/",
                "/api/chat;x=1",
                "/api;x=1/chat",
                "/api/chat;jsessionid=1",
                "/api/%63hat",
                "/API/chat",
                "/api/CHAT",
                "/api/chat.json",
                "/api%2fchat",
                "/api/%2e/chat",
                "/api/./chat",
                "/api/me/../chat",
                "/api/auth/%2e%2e/chat",
                "/api/auth/..;/chat",
                "/api/chat%00",
                "/api/chat%0a",
                "/api/chat%20",
                "/api\\chat",
                "/api/chat?x=1",
                "/api/chat#x"
            })
    void noSpellingOfThePathLeadsAroundThePipeline(String path) throws Exception {
        Traces before = service.traces();
        // Nobody has consented: whatever answers 200 has skipped a step.
        RawHttp.Answer answer = RawHttp.exchange(
                service.port(),
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "X-Forwarded-For: 192.0.2.77\r\nContent-Type: application/json\r\nContent-Length: "
                        + ASK.length() + "\r\n\r\n" + ASK);
        assertThat(answer.status()).as(answer.body()).isBetween(400, 429);
        assertThat(answer.headers()).containsKey("x-request-id").doesNotContainKey("server");
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "jetty", "springframework");
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void everyAnswerHasTheHeadersThatProtectIt() throws Exception {
        Client visitor = service.visitor();
        for (String path : List.of("/", "/index.html", "/api/me", "/api/conversations", "/nothing", "/robots.txt")) {
            assertSecured(visitor.get(path).headers());
        }
        assertSecured(visitor.chatBody(ASK).headers());
        assertSecured(visitor.post("/api/auth/login", "{}").headers());
    }

    @Test
    void thePageSaysTheLanguageThatItIsIn() throws Exception {
        HttpResponse<String> page =
                service.visitor().with("Accept-Language", "en").get("/");
        // Where the page was not built its absence is told in the language that was asked for.
        String declared = page.body().replaceFirst("(?s).*?<html lang=\"(\\w+)\".*", "$1");
        assertThat(page.headers().firstValue("Content-Language")).hasValue(page.statusCode() == 200 ? declared : "en");
    }

    @Test
    void aRequestIdIsNeverTheClients() throws Exception {
        String own = UUID.randomUUID().toString();
        HttpResponse<String> answer =
                service.stranger().with("X-Request-Id", own).get("/api/me");
        assertThat(answer.headers().allValues("X-Request-Id")).singleElement().isNotEqualTo(own);
    }

    @Test
    void problemsAreSaidInTheReadersLanguage() throws Exception {
        var french = Client.json(service.stranger().chatBody(ASK));
        var english = Client.json(
                service.stranger().with("Accept-Language", "de, en-GB;q=0.9").chatBody(ASK));
        var nonsense = Client.json(
                service.stranger().with("Accept-Language", ";;q=x,".repeat(10)).chatBody(ASK));
        assertThat(french.path("code")).isEqualTo(english.path("code"));
        assertThat(french.path("detail").asString())
                .isNotEqualTo(english.path("detail").asString());
        assertThat(nonsense.path("detail")).isEqualTo(french.path("detail"));
    }

    @Test
    void aTenMegabyteBodyIsNotTakenIn() throws Exception {
        Traces before = service.traces();
        String head = chatHead("192.0.2.78");
        RawHttp.Answer announced =
                RawHttp.exchange(service.port(), head + "Content-Length: 10485760\r\n\r\n" + "x".repeat(1_000));
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.body()).contains("\"body_too_large\"");
        RawHttp.Answer begun = RawHttp.exchange(
                service.port(), head + "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + "x".repeat(0x10001) + "\r\n");
        assertThat(begun.status()).isEqualTo(413);
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        RawHttp.Answer whole = RawHttp.exchange(
                service.port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(160) + "0\r\n\r\n");
        // Hung up on while still writing, a client may not get to read why.
        assertThat(whole.status()).isIn(413, 0);
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void tooManyHeadersAreRefused() throws Exception {
        RawHttp.Answer answer = RawHttp.exchange(
                service.port(),
                "GET /api/me HTTP/1.1\r\nHost: localhost\r\n" + ("X-Filler: " + "f".repeat(100) + "\r\n").repeat(300)
                        + "\r\n");
        assertThat(answer.status()).isEqualTo(431);
        assertTerse(answer);
        RawHttp.Answer longUri = RawHttp.exchange(
                service.port(), "GET /api/me?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(longUri.status()).isIn(414, 431);
        assertTerse(longUri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /api/me\r\n\r\n",
                "GET /api/me HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /api/me HTTP/1.1\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
                "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /api/chat HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
            })
    void whatIsNotHttpIsABadRequest(String request) throws Exception {
        RawHttp.Answer answer = RawHttp.exchange(service.port(), request);
        assertThat(answer.status()).as(answer.body()).isIn(400, 501, 505);
        assertTerse(answer);
    }

    @Test
    void aBodyThatOnlyDripsIsCutOff() throws Exception {
        Traces before = service.traces();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write((chatHead("192.0.2.79") + "Content-Length: 1000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        out.write('{');
                        out.flush();
                        java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
                    }
                } catch (java.io.IOException _) {
                    // Cut off: what this is about.
                }
            });
            RawHttp.Answer answer = RawHttp.read(socket.getInputStream());
            dripping.interrupt();
            assertThat(answer.status()).as(answer.body()).isIn(0, 400, 408, 503);
            assertThat(answer.body()).doesNotContain("Exception", "jetty", "eu.rempart");
        }
        assertThat(service.traces()).isEqualTo(before);
    }

    private static String chatHead(String address) {
        return String.join(
                "\r\n",
                "POST /api/chat HTTP/1.1",
                "Host: localhost",
                "X-Forwarded-For: " + address,
                "Content-Type: application/json",
                "");
    }

    private static void assertTerse(RawHttp.Answer answer) {
        assertThat(answer.headers()).containsKey("x-request-id").doesNotContainKey("server");
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(UUID.fromString(answer.headers().getOrDefault("x-request-id", "")))
                .isNotNull();
        var problem = Client.json(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.path("requestId").asString())
                .isEqualTo(answer.headers().get("x-request-id"));
        assertThat(answer.body()).doesNotContain("Exception", "etty", "org.", "Filler", "GARBAGE");
    }
}
