package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.testkit.provider.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Providers whose TLS handshake breaks off or never ends: one clear error or the next provider, a breaker that opens,
/// nothing said in the clear, no connection left behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayHandshakeTest {

    private static final int TRIALS = 6;
    private static final String SECRET = "claire.martin@example.fr";

    /// What becomes of a handshake once the client has said its first words.
    enum Manner {
        CLOSES,
        RESETS,
        HANGS,
        TALKS_PLAINLY,
        ALERTS,
        BREAKS_OFF_IN_A_RECORD
    }

    /// Takes connections on loopback, keeps all that it hears, and never comes to terms.
    private static final class Doorman implements AutoCloseable {
        private final Manner manner;
        private final ServerSocket server;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        private Doorman(Manner manner) throws IOException {
            this.manner = manner;
            this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(this::take);
        }

        private void take() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    taken.incrementAndGet();
                    open.incrementAndGet();
                    Thread.startVirtualThread(() -> answer(socket));
                } catch (IOException _) {
                    return;
                }
            }
        }

        private void answer(Socket socket) {
            try (socket) {
                InputStream in = socket.getInputStream();
                byte[] buffer = new byte[8 << 10];
                hear(buffer, in.read(buffer));
                switch (manner) {
                    case CLOSES -> {
                        return;
                    }
                    case RESETS -> {
                        socket.setSoLinger(true, 0);
                        return;
                    }
                    case HANGS -> {}
                    case TALKS_PLAINLY -> say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                    case ALERTS -> say(socket, "\u0015\u0003\u0003\u0000\u0002\u0002(");
                    case BREAKS_OFF_IN_A_RECORD -> {
                        say(socket, "\u0016\u0003\u0003\u0001\u0000\u0002\u0000");
                        return;
                    }
                }
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    hear(buffer, count);
                }
            } catch (IOException _) {
                // The client has had enough.
            } finally {
                open.decrementAndGet();
            }
        }

        private void hear(byte[] buffer, int count) {
            synchronized (heard) {
                heard.write(buffer, 0, Math.max(0, count));
            }
        }

        private String heard() {
            synchronized (heard) {
                return heard.toString(StandardCharsets.ISO_8859_1);
            }
        }

        private static void say(Socket socket, String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private final Map<Manner, Doorman> doormen = new EnumMap<>(Manner.class);
    private GatewayService service;

    private static String name(Manner manner) {
        return manner.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @BeforeAll
    void start() throws IOException {
        StringBuilder providers = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (Manner manner : Manner.values()) {
            Doorman doorman = new Doorman(manner);
            doormen.put(manner, doorman);
            providers
                    .append("    ")
                    .append(name(manner))
                    .append(": {kind: openai, api-key: \"{key}\", base-url: \"https://127.0.0.1:")
                    .append(doorman.server.getLocalPort())
                    .append("/v1\"}\n");
            routes.append("    then-")
                    .append(name(manner))
                    .append(": {models: [")
                    .append(name(manner))
                    .append("/scripted, spare/scripted]}\n");
        }
        service = GatewayService.start("gateway:\n  retries: 0\n  providers:\n"
                + "    spare: {kind: openai, base-url: \"{url}/v1\", api-key: \"{key}\"}\n" + providers + "  routes:\n"
                + routes);
        service.provider().always(Script.say("L'autre."));
    }

    @AfterAll
    void stop() throws IOException {
        service.close();
        for (Doorman doorman : doormen.values()) {
            doorman.close();
        }
    }

    private Doorman doorman(Manner manner) {
        return Objects.requireNonNull(doormen.get(manner));
    }

    private ManagedProvider provider(Manner manner) {
        return service.service().rempart().models().provider(name(manner)).orElseThrow();
    }

    private HttpResponse<String> ask(Dialects dialect, String model, boolean stream) throws Exception {
        return service.post(
                dialect.path(),
                service.key(),
                dialect.question(model, stream, "Be brief.", "Je suis " + SECRET + ", merci."));
    }

    private void nothingWasSaidNorStays(Manner manner) throws Exception {
        Doorman doorman = doorman(manner);
        assertThat(doorman.heard()).doesNotContain("POST", "Be brief", "merci", SECRET, GatewayService.KEY);
        GatewayService.eventually("the connection is closed", () -> doorman.open.get() == 0);
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(Manner.values()).flatMap(manner -> Arrays.stream(Dialects.values())
                .flatMap(dialect -> Stream.of(true, false).map(stream -> Arguments.of(manner, dialect, stream))));
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("cells")
    void theClientGetsOneClearError(Manner manner, Dialects dialect, boolean stream) throws Exception {
        // An open breaker lets somebody try again by then.
        service.clock().advance(Duration.ofSeconds(61));
        int taken = doorman(manner).taken.get();
        long failures = provider(manner).state().failures();
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response = ask(dialect, name(manner) + "/scripted", stream);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(dialect.read(stream, response.body()).error()).isEqualTo("provider_unavailable");
        assertThat(response.body()).doesNotContainIgnoringCase("handshake", "ssl", "tls", "127.0.0.1");
        assertThat(doorman(manner).taken).hasValue(taken + 1);
        assertThat(provider(manner).state().failures()).isEqualTo(failures + 1);
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(service.number("SELECT cost_nano FROM usage_records ORDER BY rowid DESC LIMIT 1"))
                .isZero();
        nothingWasSaidNorStays(manner);
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void theNextOfTheRouteAnswers(Manner manner) throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            HttpResponse<String> response = ask(Dialects.CHAT, "then-" + name(manner), stream);
            assertThat(Dialects.CHAT.read(stream, response.body()).text())
                    .as(response.body())
                    .isEqualTo("L'autre.");
        }
        nothingWasSaidNorStays(manner);
    }

    @Test
    void theBreakerOpensAndNobodyIsAskedAnyMore() throws Exception {
        service.clock().advance(Duration.ofSeconds(61));
        for (int i = 0; i < TRIALS; i++) {
            ask(Dialects.CHAT, "closes/scripted", false);
        }
        assertThat(provider(Manner.CLOSES).state().breaker()).isEqualTo("open");
        int taken = doorman(Manner.CLOSES).taken.get();
        assertThat(ask(Dialects.CHAT, "closes/scripted", false).statusCode()).isEqualTo(503);
        assertThat(doorman(Manner.CLOSES).taken).hasValue(taken);
    }
}
