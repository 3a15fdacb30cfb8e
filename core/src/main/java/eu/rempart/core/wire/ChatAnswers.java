package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.joined;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import eu.rempart.core.cost.TokenUsage;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions that are made here, not by a model. One answer, one thread.
public final class ChatAnswers {

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final String model;
    private boolean begun;

    public ChatAnswers(String model) {
        this.model = model;
    }

    /// The last thing that the user says in a request for a chat completion; a blank if nothing.
    public static String lastQuestion(ObjectNode chat) {
        String question = " ";
        for (JsonNode message : chat.path("messages")) {
            if (text(message.path("role")).equals("user")) {
                question = joined(message.path("content"));
            }
        }
        return question.isEmpty() ? " " : question;
    }

    public Frame whole(String answer) {
        ObjectNode message = ChatShapes.message("assistant", answer);
        message.putNull("refusal");
        return Frame.of(ChatShapes.completion(id, model, message, "stop", ChatShapes.usage(TokenUsage.NONE)));
    }

    /// The next piece; the first one says who speaks, as clients expect.
    public Frame piece(String text) {
        ObjectNode delta = object();
        if (!begun) {
            begun = true;
            delta.put("role", "assistant");
        }
        return Frame.of(ChatShapes.chunk(id, model, delta.put("content", text), null));
    }

    public List<Frame> end() {
        ObjectNode last = ChatShapes.head(id, model, "chat.completion.chunk");
        last.putArray("choices");
        last.set("usage", ChatShapes.usage(TokenUsage.NONE));
        return List.of(Frame.of(ChatShapes.chunk(id, model, object(), "stop")), Frame.of(last), Frame.DONE);
    }
}
