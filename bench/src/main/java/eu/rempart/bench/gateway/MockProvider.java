package eu.rempart.bench.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A provider with OpenAI's interface that costs nearly nothing: what it says is made before the first request.
/// [Script#SLOW_MODEL] streams slowly, so that many streams can be kept open.
public final class MockProvider {
    private static final int SLOW_EVENTS = 60;

    private final byte[] completion;
    private final byte[] streamHead;
    private final byte[] streamEnd;
    private final byte[] slowEnd;
    private final byte[][] events;
    private final long pauseMillis;
    private final long slowPauseMillis;

    private MockProvider(int count, long pauseMillis, long slowPauseMillis) {
        this.pauseMillis = pauseMillis;
        this.slowPauseMillis = slowPauseMillis;
        completion = response("200 OK", Script.completion());
        streamHead = Script.bytes(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        streamEnd = Script.end(count);
        slowEnd = Script.end(SLOW_EVENTS);
        events = new byte[count][];
        for (int number = 0; number < count; number++) {
            events[number] = Script.event(number);
        }
    }

    /// Starts it: `--port N`, `--events N` a stream, `--pause MILLISECONDS` between them, `--slow-pause MILLISECONDS`.
    public static void main(String[] args) throws IOException {
        var options = new Options(args);
        var provider =
                new MockProvider(options.number("events"), options.number("pause"), options.number("slow-pause"));
        try (var server = new ServerSocket(options.number("port"), 4096, InetAddress.getLoopbackAddress())) {
            while (true) {
                var socket = server.accept();
                Thread.startVirtualThread(() -> provider.serve(socket));
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var reader = new HttpReader(socket.getInputStream(), 2048);
            var out = socket.getOutputStream();
            while (reader.head(false)) {
                answer(reader, out);
                if (reader.isClosing()) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The other side went away: at the end of a round that is as it should be.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpReader reader, OutputStream out) throws IOException, InterruptedException {
        var line = reader.firstLine();
        var body = new String(reader.body(), StandardCharsets.ISO_8859_1);
        if (line.startsWith("GET /v1/models")) {
            out.write(response("200 OK", Script.bytes("{\"object\":\"list\",\"data\":[]}")));
        } else if (!line.startsWith("POST /v1/chat/completions")) {
            out.write(response("404 Not Found", Script.bytes("{\"error\":{\"message\":\"no such page\"}}")));
        } else if (!body.contains("\"stream\":true") && !body.contains("\"stream\": true")) {
            out.write(completion);
        } else if (body.contains(Script.SLOW_MODEL)) {
            stream(out, SLOW_EVENTS, slowPauseMillis, slowEnd);
        } else {
            stream(out, events.length, pauseMillis, streamEnd);
        }
    }

    private void stream(OutputStream out, int count, long pause, byte[] end) throws IOException, InterruptedException {
        out.write(streamHead);
        for (int number = 0; number < count; number++) {
            if (pause > 0 && number > 0) {
                Thread.sleep(pause);
            }
            out.write(events[number % events.length]);
        }
        out.write(end);
    }

    private static byte[] response(String status, byte[] body) {
        var head = Script.bytes("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n");
        var whole = new ByteArrayOutputStream(head.length + body.length);
        try {
            whole.write(head);
            whole.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return whole.toByteArray();
    }
}
