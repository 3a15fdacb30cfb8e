package eu.rempart.server.cli;

import eu.rempart.guard.evaluation.Labelled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads labelled texts: JSON lines, gzipped where the name ends in `.gz`.
final class LabelledLines {

    /// A text without one only carries spans.
    private static final List<String> LABELS = List.of("injection", "benign", "secret");

    private final JsonMapper json = JsonMapper.builder().build();

    /// A labelled text as it stands in a file.
    ///
    /// @param text what was read
    /// @param split `train`, `calibration` or `test`; empty if the line does not say
    /// @param provenance `document`, `web` or `tool` where the line says so, else empty
    record Line(Labelled text, String split, String provenance) {}

    /// @throws IOException if the file cannot be read, or a line is not what it should be; the message says which
    List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    lines.add(line(file, number, line));
                }
            }
        }
        return lines;
    }

    private Line line(Path file, int number, String line) throws IOException {
        JsonNode node;
        try {
            node = json.readTree(line);
        } catch (JacksonException e) {
            throw new IOException(file + ", line " + number + ": not JSON");
        }
        String text = node.path("text").stringValue(null);
        if (text == null) {
            throw new IOException(file + ", line " + number + ": no text: {\"text\": \"…\", \"label\": …}");
        }
        String label = node.path("label").asString("");
        if (!label.isEmpty() && !LABELS.contains(label)) {
            throw new IOException(file + ", line " + number + ": the label is none of " + String.join(", ", LABELS));
        }
        List<Labelled.Span> spans = new ArrayList<>();
        for (JsonNode span : node.path("spans")) {
            spans.add(new Labelled.Span(
                    span.path("start").asInt(-1),
                    span.path("end").asInt(-1),
                    span.path("type").asString("")));
            Labelled.Span last = spans.getLast();
            if (last.start() < 0 || last.end() < last.start()) {
                throw new IOException(file + ", line " + number + ": a span without start and end");
            }
        }
        Set<String> scope = new HashSet<>();
        for (JsonNode type : node.path("scope")) {
            scope.add(type.asString(""));
        }
        Labelled labelled = new Labelled(
                text,
                label,
                node.path("lang").asString(""),
                node.path("kind").asString(""),
                node.path("source").asString(""),
                spans,
                scope);
        return new Line(
                labelled,
                node.path("split").asString(""),
                node.path("provenance").asString(""));
    }
}
