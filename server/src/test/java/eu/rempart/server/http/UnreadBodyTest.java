package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.http.RawHttp.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A refusal does not wait for the body; what becomes of the connection is said, and true.
@ExtendWith(Services.class)
@Timeout(60)
class UnreadBodyTest {

    private static final String LAST = "GET /api/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int NEXT_AFTER = 5;

    private final RunningService service;

    UnreadBodyTest(RunningService service) {
        this.service = service;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions", "/api/nothing"})
    void behindALargeBodyTheNextRequestIsAnswered(String path) throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < NEXT_AFTER; i++) {
            requests.append(post(path)).append("Content-Length: 300000\r\n\r\n").append("x".repeat(300_000));
        }
        Answer answer = RawHttp.exchange(service.port(), requests + LAST);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.headers()).doesNotContainKey("connection");
        assertThat(answer.body().split("HTTP/1\\.1 4", -1)).hasSize(NEXT_AFTER + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions", "/api/nothing"})
    void aConnectionOnWhichMoreIsToComeIsNotPromised(String path) throws Exception {
        Answer answer = RawHttp.exchange(
                service.port(), post(path) + "Content-Length: 30000000\r\n\r\n" + "x".repeat(1_000) + LAST);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @Test
    void aBodyInPiecesThatNobodyReadsEndsTheConnection() throws Exception {
        Answer answer = RawHttp.exchange(
                service.port(),
                post("/api/nothing") + "Transfer-Encoding: chunked\r\n\r\n"
                        + ("1000\r\n" + "x".repeat(0x1000) + "\r\n").repeat(100) + "0\r\n\r\n" + LAST);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(answer.body()).doesNotContain("HTTP/1.1");
    }

    private static String post(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    }
}
