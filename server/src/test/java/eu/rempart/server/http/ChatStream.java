package eu.rempart.server.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An answer of `/api/chat` as it comes, event by event (WHATWG HTML, section 9.2).
final class ChatStream implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    /// @param id as sent, counted from 1
    record Event(long id, String name, JsonNode data) {}

    ChatStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /// Waits for the next event; heartbeats are passed over. Null at the end.
    @Nullable
    Event next() throws IOException {
        long id = 0;
        String name = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!name.isEmpty()) {
                    return new Event(id, name, Client.json(data.toString()));
                }
            } else if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (!line.startsWith(":")) {
                throw new IOException("not an event stream: " + line);
            }
        }
        return null;
    }

    /// Waits for an event of that name, and gives it.
    Event await(String name) throws IOException {
        for (Event event = next(); event != null; event = next()) {
            if (event.name().equals(name)) {
                return event;
            }
        }
        throw new AssertionError("the answer ended without an event " + name);
    }

    /// Everything from here to the end; a refusal as its body.
    ChatAnswer rest() throws IOException {
        List<Event> events = new ArrayList<>();
        String refusal = "";
        if (response.statusCode() == 200) {
            for (Event event = next(); event != null; event = next()) {
                events.add(event);
            }
        } else {
            StringBuilder body = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                body.append((char) c);
            }
            refusal = body.toString();
        }
        return new ChatAnswer(response.statusCode(), events, refusal);
    }

    /// Leaves: before the end, as a reader who closes the page.
    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
