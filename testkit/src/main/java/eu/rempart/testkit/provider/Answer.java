package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.CutPoint;
import eu.rempart.testkit.provider.Step.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Plays one script on one connection. One thread plays; [#clientLeft] may come from another.
final class Answer {

    private final Socket socket;
    private final OutputStream out;
    private final Received request;
    private final Wire wire;
    private final boolean streamed;
    private final CountDownLatch left = new CountDownLatch(1);
    private String contentType;
    private volatile boolean complete;
    private boolean headSent;
    private boolean startSent;
    private int bytesAtOnce = Integer.MAX_VALUE;
    private Duration betweenWrites = Duration.ZERO;
    private @Nullable Usage usage;
    private final StringBuilder whole = new StringBuilder();
    private final List<Step.ToolCall> calls = new ArrayList<>();
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private @Nullable GZIPOutputStream compressor;
    private boolean encoded;
    private final List<Step.Replacing> replacements = new ArrayList<>(0);
    private final IntConsumer sent;

    /// @param sent is told how many bytes went out
    Answer(Socket socket, Received request, Wire wire, IntConsumer sent) throws IOException {
        this.socket = socket;
        this.sent = sent;
        this.out = socket.getOutputStream();
        this.request = request;
        this.wire = wire;
        this.streamed = request.wantsStream();
        this.contentType = streamed ? wire.streamType() : "application/json";
    }

    /// True once the client may leave without leaving early: before the last bytes are written, because
    /// it may be gone as soon as they are.
    boolean isComplete() {
        return complete;
    }

    void clientLeft() {
        left.countDown();
    }

    /// Plays the script.
    ///
    /// @return true if the connection can carry another request
    /// @throws IOException if the client has left
    boolean play(List<Step> steps) throws IOException, InterruptedException {
        for (Step step : steps) {
            if (step instanceof Usage counted) {
                usage = counted;
            }
        }
        for (Step step : steps) {
            if (!play(step)) {
                return step instanceof Step.Status;
            }
        }
        end();
        return true;
    }

    /// Plays one step; false if it was the connection's or the answer's last.
    private boolean play(Step step) throws IOException, InterruptedException {
        switch (step) {
            case Step.Text(var text) -> text(text);
            case Step.ToolCall call -> {
                calls.add(call);
                if (streamed) {
                    start();
                    body(wire.toolCall(request, calls.size(), call));
                }
            }
            case Usage _ -> {}
            case Step.Finish finish -> finish(finish);
            case Step.ErrorEvent() -> body(wire.errorEvent());
            case Step.Status status -> {
                status(status);
                return false;
            }
            case Step.ContentType(var value) -> contentType = value;
            case Step.Head() -> head();
            case Step.Raw(var body) -> body(body);
            case Step.Garbage(var bytes) -> {
                complete = true;
                write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                close();
                return false;
            }
            case Step.Partial(var text, var where) -> {
                start();
                body(beginning(text, where));
            }
            case Step.PartialTool(var call) -> {
                start();
                body(beginning(call));
            }
            case Step.Cut() -> {
                head();
                close();
                return false;
            }
            case Step.Reset() -> {
                socket.setSoLinger(true, 0);
                socket.close();
                return false;
            }
            case Step.Hang() -> {
                left.await();
                return false;
            }
            case Step.Pause(var duration) -> pause(duration);
            case Step.Gate(var opened) -> {
                while (!opened.await(10, TimeUnit.MILLISECONDS)) {
                    pause(Duration.ZERO);
                }
            }
            case Step.KeepAlives(var every) -> {
                while (true) {
                    body(wire.keepAlive());
                    pause(every);
                }
            }
            case Step.Flood(var bytes, var chars) -> {
                byte[] event = wire.text(request, "x".repeat(chars)).getBytes(StandardCharsets.UTF_8);
                for (long sent = 0; sent < bytes; sent += event.length) {
                    body(event);
                }
            }
            case Step.EndlessLine(var bytes) -> {
                byte[] piece = "x".repeat(8 << 10).getBytes(StandardCharsets.UTF_8);
                for (long sent = 0; sent < bytes; sent += piece.length) {
                    body(piece);
                }
            }
            case Step.SaidCompressed() -> encoded = true;
            case Step.Compressed(var told) -> {
                encoded = told;
                compressor = new GZIPOutputStream(compressed, true);
            }
            case Step.Replacing replacing -> replacements.add(replacing);
            case Step.WritesOf(var bytes, var every) -> {
                bytesAtOnce = bytes;
                betweenWrites = every;
            }
        }
        return true;
    }

    private void text(String text) throws IOException, InterruptedException {
        if (streamed) {
            start();
            body(wire.text(request, text));
        } else {
            whole.append(text);
        }
    }

    private void finish(Step.Finish finish) throws IOException, InterruptedException {
        complete = true;
        if (streamed) {
            start();
            body(wire.finish(request, finish.reason(), usage, finish.marked(), calls.size()));
        } else {
            body(wire.whole(request, whole.toString(), calls, finish.reason(), usage));
        }
    }

    private void start() throws IOException, InterruptedException {
        if (!startSent && streamed) {
            startSent = true;
            body(wire.start(request, usage));
        }
    }

    private byte[] beginning(String text, CutPoint where) {
        byte[] event = (streamed ? wire.text(request, text) : wire.whole(request, whole + text, calls, "stop", usage))
                .getBytes(StandardCharsets.UTF_8);
        int begin = indexOf(event, inner(text));
        int end = begin + inner(text).length;
        int cut =
                switch (where) {
                    case LINE -> 3;
                    case STRING -> begin + Math.max(1, (end - begin) / 2);
                    case CHARACTER -> {
                        int at = end - 1;
                        while (at > begin && (event[at] & 0xc0) != 0xc0) {
                            at--;
                        }
                        yield at + 1;
                    }
                };
        return Arrays.copyOf(event, cut);
    }

    private byte[] beginning(Step.ToolCall call) {
        String event = streamed
                ? wire.toolCall(request, calls.size() + 1, call)
                : wire.whole(request, whole.toString(), List.of(call), "stop", usage);
        String last = call.arguments().getLast();
        // Some formats have the arguments in a string, others as they are.
        String quoted = Wire.quoted(last);
        int begin = event.indexOf(quoted.substring(1, quoted.length() - 1));
        return event.substring(0, (begin < 0 ? event.indexOf(last) : begin) + last.length() / 2)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] inner(String text) {
        String quoted = Wire.quoted(text);
        return quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] all, byte[] part) {
        // Bytes as Latin-1 characters: positions stay what they are.
        return new String(all, StandardCharsets.ISO_8859_1).indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    private void status(Step.Status status) throws IOException, InterruptedException {
        var headers = new LinkedHashMap<String, String>();
        byte[] body = wire.error(status.code(), status.body()).getBytes(StandardCharsets.UTF_8);
        headers.put("Content-Type", "application/json");
        headers.put("Content-Length", Integer.toString(body.length));
        headers.putAll(status.headers());
        complete = true;
        write(head(status.code(), headers));
        write(body);
    }

    private void head() throws IOException, InterruptedException {
        if (!headSent) {
            headSent = true;
            var headers = new LinkedHashMap<String, String>();
            headers.put("Content-Type", contentType);
            headers.put("Transfer-Encoding", "chunked");
            if (encoded) {
                headers.put("Content-Encoding", "gzip");
            }
            write(head(200, headers));
        }
    }

    static byte[] head(int code, Map<String, String> headers) {
        var head = new StringBuilder("HTTP/1.1 " + code + " Scripted\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void body(String text) throws IOException, InterruptedException {
        String changed = text;
        for (Step.Replacing replacing : replacements) {
            changed = changed.replace(replacing.from(), replacing.to());
        }
        body(changed.getBytes(StandardCharsets.UTF_8));
    }

    private void body(byte[] plain) throws IOException, InterruptedException {
        head();
        GZIPOutputStream zip = compressor;
        if (zip == null) {
            chunks(plain);
        } else {
            zip.write(plain);
            zip.flush();
            chunks(compressed.toByteArray());
            compressed.reset();
        }
    }

    private void chunks(byte[] bytes) throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += Math.min(bytesAtOnce, bytes.length - at)) {
            int count = Math.min(bytesAtOnce, bytes.length - at);
            byte[] size = (Integer.toHexString(count).toUpperCase(Locale.ROOT) + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] chunk = new byte[size.length + count + 2];
            System.arraycopy(size, 0, chunk, 0, size.length);
            System.arraycopy(bytes, at, chunk, size.length, count);
            chunk[chunk.length - 2] = '\r';
            chunk[chunk.length - 1] = '\n';
            write(chunk);
            if (!betweenWrites.isZero()) {
                pause(betweenWrites);
            }
        }
    }

    private void end() throws IOException, InterruptedException {
        complete = true;
        head();
        GZIPOutputStream zip = compressor;
        if (zip != null) {
            zip.finish();
            chunks(compressed.toByteArray());
        }
        write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        sent.accept(bytes.length);
    }

    private void close() throws IOException {
        complete = true;
        socket.close();
    }

    private void pause(Duration duration) throws IOException, InterruptedException {
        if (left.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the client has left");
        }
    }
}
