package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts a stream of bytes into lines that end with CR, LF or CRLF. Works on bytes, so a character that
/// arrives in two reads needs no care. Gives a line as soon as its first end byte is there. One
/// thread.
final class LineReader {

    private final InputStream in;
    private final int maxLineBytes;
    private final byte[] buffer = new byte[2 << 10];
    private int position;
    private int limit;
    private byte[] line = new byte[512];
    private int length;
    private boolean skipLineFeed;

    LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /// Reads the next line.
    ///
    /// @return false at the end of the stream; what stood after the last line end is then the line
    /// @throws UpstreamFault of kind `TOO_LARGE` if the line is longer than allowed
    boolean advance() throws IOException {
        length = 0;
        while (true) {
            if (position == limit && !fill()) {
                return false;
            }
            if (skipLineFeed) {
                skipLineFeed = false;
                if (buffer[position] == '\n') {
                    position++;
                    continue;
                }
            }
            int start = position;
            while (position < limit && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            append(start, position - start);
            if (position < limit) {
                skipLineFeed = buffer[position++] == '\r';
                return true;
            }
        }
    }

    /// Holds the line; overwritten by the next [#advance].
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        int n;
        do {
            n = in.read(buffer);
        } while (n == 0);
        if (n < 0) {
            return false;
        }
        limit = n;
        return true;
    }

    private void append(int start, int count) throws UpstreamFault {
        if (count > maxLineBytes - length) {
            throw new UpstreamFault(Kind.TOO_LARGE);
        }
        if (count > line.length - length) {
            line = Arrays.copyOf(line, Math.min(maxLineBytes, Math.max(2 * line.length, length + count)));
        }
        System.arraycopy(buffer, start, line, length, count);
        length += count;
    }
}
