package eu.rempart.bench.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One connection to what is measured. It checks every answer: one that is not as it should be is an [IOException].
final class Client implements Closeable {
    /// Longest wait for something to come.
    private static final int PATIENCE_MILLIS = 60_000;
    /// How long a connection that nobody uses is trusted to be still open.
    private static final long FRESH_NANOS = 2_000_000_000L;

    private static final String DATA = "data:";
    private static final String CONTENT = "\"content\":\"";

    private final Socket socket;
    private final HttpReader reader;
    private final byte[] request;
    private boolean open = true;
    private long lastUse;

    /// Connects to the port on this machine.
    Client(int port, byte[] request) throws IOException {
        this.request = request;
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            reader = new HttpReader(socket.getInputStream(), 2048);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /// The bytes of a request with the headers given as `Name: value`.
    static byte[] request(int port, List<String> headers, byte[] body) {
        var head = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        var start = Script.bytes(head.append("\r\n").toString());
        var whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    /// Whether another request may be sent.
    boolean isUsable() {
        return open && System.nanoTime() - lastUse < FRESH_NANOS;
    }

    /// Sends the request and reads an answer that is not streamed.
    void ask() throws IOException {
        send();
        var body = new String(reader.body(), StandardCharsets.UTF_8);
        finish();
        if (!body.contains(Script.ANSWER)) {
            throw new IOException("another answer: " + body);
        }
    }

    /// Sends the request and reads a stream to its end. Returns how many events there were.
    int stream(String expected) throws IOException {
        var lines = start();
        var part = reader.read();
        while (part.length != 0) {
            lines.add(part);
            part = reader.read();
        }
        finish();
        if (!lines.done) {
            throw new IOException("the stream has no [DONE]");
        }
        if (!lines.text.toString().equals(expected)) {
            throw new IOException("another text: " + lines.text);
        }
        return lines.events;
    }

    /// Sends the request and waits for the first event of the stream.
    Lines open() throws IOException {
        var lines = start();
        while (lines.events == 0) {
            more(lines);
        }
        return lines;
    }

    /// Waits for more of a stream that was opened.
    void more(Lines lines) throws IOException {
        var part = reader.read();
        if (part.length == 0) {
            throw new IOException("the stream ended");
        }
        lines.add(part);
    }

    @Override
    public void close() throws IOException {
        open = false;
        socket.close();
    }

    private Lines start() throws IOException {
        send();
        return new Lines();
    }

    private void send() throws IOException {
        socket.getOutputStream().write(request);
        if (!reader.head(true)) {
            throw new IOException("closed without an answer");
        }
        if (!reader.firstLine().startsWith("HTTP/1.1 200")) {
            throw new IOException(reader.firstLine() + " " + new String(reader.body(), StandardCharsets.UTF_8));
        }
    }

    private void finish() throws IOException {
        lastUse = System.nanoTime();
        if (reader.isClosing()) {
            close();
        }
    }

    /// Reads the lines of a stream as they come.
    static final class Lines {
        private final StringBuilder line = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private int events;
        private boolean done;

        private void add(byte[] part) {
            for (byte next : part) {
                if (next == '\n') {
                    end();
                } else if (next != '\r') {
                    line.append((char) (next & 0xff));
                }
            }
        }

        private void end() {
            if (line.indexOf(DATA) == 0) {
                if (line.indexOf("[DONE]") >= 0) {
                    done = true;
                } else {
                    events++;
                    int at = line.indexOf(CONTENT);
                    if (at >= 0) {
                        int from = at + CONTENT.length();
                        text.append(line, from, line.indexOf("\"", from));
                    }
                }
            }
            line.setLength(0);
        }
    }
}
