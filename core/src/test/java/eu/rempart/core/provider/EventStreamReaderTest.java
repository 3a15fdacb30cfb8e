package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.provider.ProviderException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {

    private record Event(String name, String data) {}

    private static List<Event> events(InputStream in) throws IOException {
        var reader = new EventStreamReader(in, 1_000, 1_000);
        var events = new ArrayList<Event>();
        while (reader.advance()) {
            assertThat(reader.isNamed("x")).isEqualTo(reader.name().equals("x"));
            events.add(new Event(reader.name(), new String(reader.data(), 0, reader.length(), StandardCharsets.UTF_8)));
        }
        assertThat(reader.advance()).isFalse();
        return events;
    }

    private static List<Event> events(String stream) throws IOException {
        return events(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    }

    private static Event message(String data) {
        return new Event("message", data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void takesEveryLineEnd(String end) throws IOException {
        assertThat(events("data: a|data: b||event: x|data:c||".replace("|", end)))
                .containsExactly(message("a\nb"), new Event("x", "c"));
    }

    // The next four are the examples of the standard.

    @Test
    void joinsLinesOfData() throws IOException {
        assertThat(events("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(message("YHOO\n+2\n10"));
    }

    @Test
    void skipsCommentsAndIds() throws IOException {
        assertThat(events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"))
                .containsExactly(message("first event"), message("second event"));
    }

    @Test
    void givesEmptyDataAndDropsWhatTheEndCutsOff() throws IOException {
        assertThat(events("data\n\ndata\ndata\n\ndata:")).containsExactly(message(""), message("\n"));
    }

    @Test
    void takesOneSpaceAfterTheColonAway() throws IOException {
        assertThat(events("data:test\n\ndata: test\n\n")).containsExactly(message("test"), message("test"));
    }

    @Test
    void skipsOneByteOrderMarkAtTheStartAlone() throws IOException {
        assertThat(events("\ufeffdata: a\n\n\ufeffdata: b\n\n")).containsExactly(message("a"));
        assertThat(events("\ufeff\ndata: a\n\n")).containsExactly(message("a"));
    }

    @Test
    void forgetsTheNameOfAnEventWithoutData() throws IOException {
        assertThat(events("event: x\n\ndata: a\n\n")).containsExactly(message("a"));
    }

    @Test
    void givesAnEventAtItsLastCarriageReturnWithoutWaitingForMore() throws IOException {
        var neverMore = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read on");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                throw new AssertionError("read on");
            }
        };
        var start = new ByteArrayInputStream("data: a\r\n\r".getBytes(StandardCharsets.UTF_8));
        var reader = new EventStreamReader(new SequenceInputStream(start, neverMore), 100, 100);

        assertThat(reader.advance()).isTrue();
    }

    @Test
    void boundsLinesAndEvents() {
        assertThatThrownBy(() -> events("data: " + "x".repeat(1_000) + "\n\n")).satisfies(this::isTooLarge);
        assertThatThrownBy(() -> events(":" + "x".repeat(5_000))).satisfies(this::isTooLarge);
        assertThatThrownBy(() -> events(("data: " + "x".repeat(100) + "\n").repeat(20)))
                .satisfies(this::isTooLarge);
        assertThatThrownBy(() -> events("data\n".repeat(2_000))).satisfies(this::isTooLarge);
    }

    private void isTooLarge(Throwable fault) {
        assertThat(fault).isInstanceOfSatisfying(UpstreamFault.class, f -> assertThat(f.kind())
                .isEqualTo(Kind.TOO_LARGE));
    }

    @Test
    void takesALineThatIsAsLongAsAllowed() throws IOException {
        assertThat(events("data: " + "x".repeat(994) + "\n\n")).hasSize(1);
    }

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> pieces = Arbitraries.of(
                "data",
                "event",
                "id",
                "retry",
                ":",
                ": ",
                " ",
                "\n",
                "\r",
                "\r\n",
                "\n\n",
                "é",
                "👍",
                "data: a\n\n",
                "event: x\r\n",
                "event:x",
                ": ping\n",
                "\ufeff",
                "[EMAIL_1]",
                "{\"a\":1}",
                "\0");
        return pieces.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    @Property(tries = 2_000)
    void givesTheSameEventsHoweverTheStreamIsCut(@ForAll("streams") String stream, @ForAll long seed)
            throws IOException {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        var random = new Random(seed);
        var parts = new ArrayList<InputStream>();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(4));
            parts.add(new ByteArrayInputStream(bytes, at, length));
            at += length;
        }

        assertThat(events(new SequenceInputStream(Collections.enumeration(parts))))
                .isEqualTo(events(stream));
    }

    @Property(tries = 2_000)
    void agreesWithTheStandardReadNaively(@ForAll("streams") String stream) throws IOException {
        assertThat(events(stream)).isEqualTo(naive(stream));
    }

    /// The standard's own words, line by line, on a whole text.
    private static List<Event> naive(String stream) {
        String text = stream.startsWith("\ufeff") ? stream.substring(1) : stream;
        String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        var events = new ArrayList<Event>();
        var data = new StringBuilder();
        String name = "";
        // What stands after the last line end is no line.
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(name.isEmpty() ? "message" : name, data.substring(0, data.length() - 1)));
                }
                data.setLength(0);
                name = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("data")) {
                data.append(value).append('\n');
            } else if (field.equals("event")) {
                name = value;
            }
        }
        return events;
    }

    @Test
    void readsJsonLinesWithOrWithoutALastLineEnd() throws IOException {
        var in = new ByteArrayInputStream("\n{1}\r\n\n{2}\n{3}".getBytes(StandardCharsets.UTF_8));
        var reader = new JsonLineReader(in, 100);
        var lines = new ArrayList<String>();
        while (reader.advance()) {
            lines.add(new String(reader.data(), 0, reader.length(), StandardCharsets.UTF_8));
        }

        assertThat(lines).containsExactly("{1}", "{2}", "{3}");
        assertThat(reader.advance()).isFalse();
    }
}
