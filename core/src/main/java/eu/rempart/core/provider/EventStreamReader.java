package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads server-sent events as the [WHATWG
/// standard](https://html.spec.whatwg.org/multipage/server-sent-events.html)
/// interprets them, bounded.
///
/// Comments, `id`, `retry` and unknown fields are skipped; an event without data is none; an event that
/// the stream's end cuts off is dropped. Data stays bytes: whether they are UTF-8 is for the parser of
/// the data to say.
final class EventStreamReader implements Frames {

    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final LineReader lines;
    private final int maxEventBytes;
    private byte[] name = new byte[32];
    private int nameLength;
    private byte[] data = new byte[512];
    private int length;
    private boolean hasData;
    private boolean atStart = true;

    EventStreamReader(InputStream in, int maxLineBytes, int maxEventBytes) {
        this.lines = new LineReader(in, maxLineBytes);
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public boolean advance() throws IOException {
        reset();
        while (lines.advance()) {
            byte[] line = lines.bytes();
            int end = lines.length();
            int start = 0;
            if (atStart) {
                atStart = false;
                start = startsWithByteOrderMark(line, end) ? 3 : 0;
            }
            if (start < end) {
                field(line, start, end);
            } else if (hasData) {
                length--; // The line feed after the last data line is not part of the data.
                return true;
            } else {
                reset();
            }
        }
        reset();
        return false;
    }

    private void reset() {
        nameLength = 0;
        length = 0;
        hasData = false;
    }

    private void field(byte[] line, int start, int end) throws UpstreamFault {
        int colon = start;
        while (colon < end && line[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && line[value] == ' ') {
            value++;
        }
        if (Arrays.equals(line, start, colon, DATA, 0, DATA.length)) {
            appendData(line, value, end - value);
        } else if (Arrays.equals(line, start, colon, EVENT, 0, EVENT.length)) {
            nameLength = end - value;
            if (nameLength > name.length) {
                name = new byte[nameLength];
            }
            System.arraycopy(line, value, name, 0, nameLength);
        }
    }

    private void appendData(byte[] line, int start, int count) throws UpstreamFault {
        if (count > maxEventBytes - length) {
            throw new UpstreamFault(Kind.TOO_LARGE);
        }
        if (length + count + 1 > data.length) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, length + count + 1));
        }
        System.arraycopy(line, start, data, length, count);
        length += count;
        data[length++] = '\n';
        hasData = true;
    }

    private static boolean startsWithByteOrderMark(byte[] line, int end) {
        return end >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
    }

    /// The event's name; `message` if the stream gave none.
    String name() {
        return nameLength == 0 ? "message" : new String(name, 0, nameLength, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isNamed(String other) {
        if (nameLength == 0) {
            return other.equals("message");
        }
        if (other.length() != nameLength) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (name[i] != other.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] data() {
        return data;
    }

    @Override
    public int length() {
        return length;
    }
}
