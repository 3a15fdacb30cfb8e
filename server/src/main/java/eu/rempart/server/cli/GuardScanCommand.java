package eu.rempart.server.cli;

import eu.rempart.guard.scan.GuardScan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON lines in, one JSON line each out: what the guard finds in a text.
@Command(
        name = "scan",
        description = "Read JSON lines {\"text\": …} from standard input; write what the guard finds, one line each.",
        mixinStandardHelpOptions = true)
final class GuardScanCommand implements Callable<Integer> {

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    GuardScanCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        GuardScan guard = new GuardScan();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int number = 0;
        int code = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String text = text(json, line);
            if (text == null) {
                err.println("rempart: line " + number + " is not a JSON object with a text: {\"text\": \"…\"}");
                out.println("{\"error\":\"invalid_line\",\"line\":" + number + "}");
                code = 1;
            } else {
                out.println(json.writeValueAsString(guard.scan(text)));
            }
        }
        out.flush();
        return code;
    }

    private static @Nullable String text(JsonMapper json, String line) {
        try {
            JsonNode node = json.readTree(line);
            return node.path("text").stringValue(null);
        } catch (JacksonException e) {
            return null;
        }
    }
}
