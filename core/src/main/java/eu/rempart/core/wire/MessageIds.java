package eu.rempart.core.wire;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Gives a chat completion the id that Anthropic's format wants: `msg_…`.
final class MessageIds implements AnswerTranslation {

    private static final String THEIRS = "chatcmpl-";

    @Override
    public ObjectNode whole(ObjectNode answer) {
        return renamed(answer);
    }

    @Override
    public List<Frame> next(Frame frame) {
        return List.of(frame.isDone() ? frame : new Frame(frame.event(), renamed(frame.data())));
    }

    private static ObjectNode renamed(ObjectNode completion) {
        String id = Nodes.text(completion.path("id"));
        return completion.put("id", "msg_" + (id.startsWith(THEIRS) ? id.substring(THEIRS.length()) : id));
    }
}
