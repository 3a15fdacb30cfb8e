package eu.rempart.server.http;

import eu.rempart.server.http.ChatStream.Event;
import java.util.List;
import java.util.stream.Collectors;

/// A whole answer of `/api/chat`.
///
/// @param refusal the body, if the status is not 200
record ChatAnswer(int status, List<Event> events, String refusal) {

    /// What a reader saw.
    String text() {
        return events.stream()
                .filter(event -> event.name().equals("delta"))
                .map(event -> event.data().path("text").asString())
                .collect(Collectors.joining());
    }

    Event last() {
        if (events.isEmpty()) {
            throw new AssertionError("no answer, but " + status + " " + refusal);
        }
        return events.getLast();
    }

    /// The stream's end, as `done` or `error answer_interrupted`.
    String ending() {
        Event last = last();
        return last.name().equals("error") ? "error " + last.data().path("code").asString() : last.name();
    }

    String conversation() {
        return field("conversationId");
    }

    /// A field of the first event.
    String field(String name) {
        last();
        return events.getFirst().data().path(name).asString();
    }

    /// Who answered: `openai`, `local`.
    String provider() {
        return last().data().path("provider").asString();
    }
}
