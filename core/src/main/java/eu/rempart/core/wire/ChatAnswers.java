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

    /// What a request for a chat completion says, one text for each message.
    public static List<String> texts(ObjectNode chat) {
        return chat.path("messages")
                .valueStream()
                .map(message -> joined(message.path("content")))
                .toList();
    }

    /// A whole answer.
    ///
    /// @param finish why it ends: `stop`, or `length` where it was cut
    public Frame whole(String answer, String finish, TokenUsage usage) {
        ObjectNode message = ChatShapes.message("assistant", answer);
        message.putNull("refusal");
        return Frame.of(ChatShapes.completion(id, model, message, finish, ChatShapes.usage(usage)));
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

    /// What says that nothing follows the pieces.
    ///
    /// @param finish as for [#whole]
    public List<Frame> end(String finish, TokenUsage usage) {
        ObjectNode last = ChatShapes.head(id, model, "chat.completion.chunk");
        last.putArray("choices");
        last.set("usage", ChatShapes.usage(usage));
        return List.of(Frame.of(ChatShapes.chunk(id, model, object(), finish)), Frame.of(last), Frame.DONE);
    }
}
