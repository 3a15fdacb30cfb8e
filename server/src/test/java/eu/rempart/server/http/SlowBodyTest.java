package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who sends slower than anybody's network holds a connection and a thread: that ends, and is no fault of ours.
@ExtendWith(Services.class)
@Timeout(60)
class SlowBodyTest {

    private final RunningService service;

    SlowBodyTest(RunningService service) {
        this.service = service;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/api/auth/login"})
    void aBodyThatDripsIsRefusedAsTooSlow(String path) throws Exception {
        String answer;
        try (LogCapture logs = new LogCapture();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Accept-Language: en\r\nContent-Length: 4000\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 20 && socket.getInputStream().available() == 0; i++) {
                Thread.sleep(300);
                out.write(' ');
                out.flush();
            }
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(logs.text()).doesNotContain("\"level\":\"ERROR\"");
        }
        assertThat(answer).startsWith("HTTP/1.1 408").contains("request_timeout", "came too slowly");
    }
}
