package eu.rempart.core.provider;

import java.io.IOException;
import java.io.InputStream;

/// Reads newline-delimited JSON: one message a line, empty lines skipped, the last line end
/// optional.
final class JsonLineReader implements Frames {

    private final LineReader lines;

    JsonLineReader(InputStream in, int maxLineBytes) {
        this.lines = new LineReader(in, maxLineBytes);
    }

    @Override
    public boolean advance() throws IOException {
        boolean more;
        do {
            more = lines.advance();
        } while (more && lines.length() == 0);
        return lines.length() > 0;
    }

    @Override
    public boolean isNamed(String name) {
        return false;
    }

    @Override
    public byte[] data() {
        return lines.bytes();
    }

    @Override
    public int length() {
        return lines.length();
    }
}
