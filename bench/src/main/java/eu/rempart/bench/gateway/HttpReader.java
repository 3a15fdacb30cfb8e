package eu.rempart.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads messages of HTTP/1.1 from one connection: just enough of it, and cheaply. After [#head] the body is read with
/// [#read], to its end, before the next head.
final class HttpReader {
    private static final int LONGEST_HEAD = 32 * 1024;

    private final InputStream in;
    private byte[] buffer;
    private int position;
    private int limit;

    private String first = "";
    private boolean chunked;
    private boolean untilClose;
    private boolean closing;
    /// Bytes of the body, or of the present chunk, that are still to come.
    private long left;
    private boolean ended;
    private boolean firstChunk;

    HttpReader(InputStream in, int bufferSize) {
        this.in = in;
        this.buffer = new byte[bufferSize];
    }

    /// Reads the head of the next message. False if the connection was closed in between.
    boolean head(boolean response) throws IOException {
        int end = headEnd();
        if (end < 0) {
            return false;
        }
        var text = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
        position = end;
        int line = text.indexOf("\r\n");
        first = text.substring(0, line);
        var fields = text.substring(line).toLowerCase(Locale.ROOT);
        chunked = fields.contains("\r\ntransfer-encoding: chunked") || fields.contains("\r\ntransfer-encoding:chunked");
        closing = fields.contains("\r\nconnection: close");
        var length = chunked ? null : field(fields, "content-length");
        untilClose = response && !chunked && length == null;
        left = length == null ? 0 : Long.parseLong(length);
        ended = !chunked && !untilClose && left == 0;
        firstChunk = chunked;
        return true;
    }

    /// The first line of the head.
    String firstLine() {
        return first;
    }

    /// Whether this is the last message of the connection.
    boolean isClosing() {
        return closing || untilClose;
    }

    /// Some more bytes of the body, as they come; empty at its end.
    byte[] read() throws IOException {
        // Not before it is asked for: the size of a chunk comes with the chunk, which may be a while.
        if (chunked && !ended && left == 0) {
            nextChunk();
        }
        if (ended) {
            return new byte[0];
        }
        if (position == limit && !fill()) {
            if (untilClose) {
                ended = true;
                return new byte[0];
            }
            throw new EOFException("closed in the middle of a body");
        }
        int here = untilClose ? limit - position : (int) Math.min(left, limit - position);
        var part = Arrays.copyOfRange(buffer, position, position + here);
        position += here;
        if (!untilClose) {
            left -= here;
            ended = !chunked && left == 0;
        }
        return part;
    }

    /// The whole body.
    byte[] body() throws IOException {
        var whole = read();
        for (var part = whole; part.length != 0; ) {
            part = read();
            if (part.length != 0) {
                int before = whole.length;
                whole = Arrays.copyOf(whole, before + part.length);
                System.arraycopy(part, 0, whole, before, part.length);
            }
        }
        return whole;
    }

    private void nextChunk() throws IOException {
        if (!firstChunk) {
            line(); // the end of the chunk before
        }
        firstChunk = false;
        var size = line();
        int extension = size.indexOf(';');
        left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        if (left == 0) {
            ended = true;
            String trailer;
            do {
                trailer = line();
            } while (!trailer.isEmpty());
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            if (position == limit && !fill()) {
                throw new EOFException("closed in the middle of a line");
            }
            char next = (char) (buffer[position++] & 0xff);
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append(next);
            }
        }
    }

    /// The place after the empty line that ends a head; -1 if nothing came.
    private int headEnd() throws IOException {
        int from = position;
        while (true) {
            for (int at = from; at + 3 < limit; at++) {
                if (buffer[at] == '\r' && buffer[at + 1] == '\n' && buffer[at + 2] == '\r' && buffer[at + 3] == '\n') {
                    return at + 4;
                }
            }
            int searched = Math.max(0, limit - position - 3);
            if (limit - position > LONGEST_HEAD) {
                throw new IOException("the head is too long");
            }
            boolean empty = position == limit;
            if (!more()) {
                if (empty) {
                    return -1;
                }
                throw new EOFException("closed in the middle of a head");
            }
            from = position + searched;
        }
    }

    /// Reads more bytes behind those that are there.
    private boolean more() throws IOException {
        if (position == limit) {
            return fill();
        }
        if (limit == buffer.length) {
            int kept = limit - position;
            var to = position > 0 ? buffer : new byte[buffer.length * 2];
            System.arraycopy(buffer, position, to, 0, kept);
            buffer = to;
            position = 0;
            limit = kept;
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(0, count);
        return count > 0;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static @Nullable String field(String fields, String name) {
        int at = fields.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 3;
        return fields.substring(from, fields.indexOf("\r\n", from)).strip();
    }
}
