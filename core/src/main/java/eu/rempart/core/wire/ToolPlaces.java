package eu.rempart.core.wire;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Which call of a tool a piece of a streamed chat completion belongs to. Servers are known that give every call the
/// same place, or none: a new id at a place is then another call. One answer, one thread.
final class ToolPlaces {

    private final Map<Integer, Call> calls = new HashMap<>();
    private int count;

    private record Call(int number, String id) {}

    /// The call's number in this answer, from 0, in the order in which they began.
    int number(JsonNode piece) {
        int place = piece.path("index").asInt(0);
        String id = Nodes.text(piece.path("id"));
        Call call = calls.get(place);
        if (call == null || !(id.isEmpty() || call.id().isEmpty() || id.equals(call.id()))) {
            call = new Call(count++, id);
            calls.put(place, call);
        }
        return call.number();
    }
}
