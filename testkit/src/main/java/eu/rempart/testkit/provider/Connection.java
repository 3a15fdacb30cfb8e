package eu.rempart.testkit.provider;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One client's connection: reads requests, has them answered, and notices when the client leaves.
final class Connection {

    private static final int MAX_BODY_BYTES = 64 << 20;

    private enum Outcome {
        PLAYING,
        KEPT,
        ENDED_BY_US,
        CLIENT_LEFT
    }

    private final ScriptedProvider provider;
    private final Socket socket;
    private final PushbackInputStream in;

    Connection(ScriptedProvider provider, Socket socket) throws IOException {
        this.provider = provider;
        this.socket = socket;
        this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /// Serves until one of the two sides ends the connection.
    void serve() {
        try (socket) {
            boolean kept = true;
            while (kept) {
                Received request = read();
                if (request == null) {
                    return;
                }
                kept = answer(request);
            }
        } catch (IOException | InterruptedException _) {
            // The connection is over, which is what this would have to bring about.
        }
    }

    private boolean answer(Received request) throws IOException, InterruptedException {
        Wire wire = Wire.of(request.path());
        List<Step> steps = provider.accept(request, wire);
        var answer = new Answer(socket, request, wire == null ? new OpenAiWire() : wire, provider::sent);
        var outcome = new AtomicReference<>(Outcome.PLAYING);
        provider.answering(1);
        Thread player = Thread.ofVirtual().name("scripted-answer").start(() -> {
            try {
                boolean kept = answer.play(steps);
                outcome.compareAndSet(Outcome.PLAYING, kept ? Outcome.KEPT : Outcome.ENDED_BY_US);
            } catch (IOException e) {
                left(request, answer, outcome, e);
            } catch (InterruptedException _) {
                outcome.compareAndSet(Outcome.PLAYING, Outcome.ENDED_BY_US);
            } finally {
                provider.answering(-1);
            }
            if (outcome.get() != Outcome.KEPT) {
                closeQuietly();
            }
        });
        // While the answer plays, the client has nothing to say: what ends this read is its leaving, its
        // next request after the answer, or our own closing.
        try {
            int next = in.read();
            if (next >= 0) {
                in.unread(next);
            } else {
                left(request, answer, outcome, null);
            }
        } catch (IOException e) {
            left(request, answer, outcome, e);
        }
        answer.clientLeft();
        player.join();
        return outcome.get() == Outcome.KEPT;
    }

    private void left(
            Received request, Answer answer, AtomicReference<Outcome> outcome, @Nullable IOException symptom) {
        boolean early = !answer.isComplete() && !socket.isClosed();
        if (early && outcome.compareAndSet(Outcome.PLAYING, Outcome.CLIENT_LEFT)) {
            provider.clientLeft(new ClientClose(request, symptom != null));
        }
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed as far as it can be.
        }
    }

    /// The next request; null if the client ends the connection instead.
    private @Nullable Received read() throws IOException {
        String requestLine = line();
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("not a request line");
        }
        Map<String, List<String>> headers = new HashMap<>();
        String header = line();
        while (header != null && !header.isEmpty()) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
            header = line();
        }
        byte[] body = body(headers);
        return new Received(parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
            var body = new ByteArrayOutputStream();
            int size;
            do {
                String line = line();
                size = Integer.parseInt(line == null ? "0" : line.strip(), 16);
                body.write(exactly(in, size));
                line();
            } while (size > 0);
            return body.toByteArray();
        }
        return exactly(
                in,
                Integer.parseInt(
                        headers.getOrDefault("content-length", List.of("0")).getFirst()));
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        if (count > MAX_BODY_BYTES) {
            throw new IOException("too large for a test");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.write(b);
            }
            b = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
