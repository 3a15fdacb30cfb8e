package eu.rempart.core.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One document of an answer: the only one, or one event of a stream.
///
/// @param event the event's name, of `a` to `z`, `_` and `.`; null where the format names none, and for any other
/// @param data what it says
public record Frame(@Nullable String event, ObjectNode data) {

    public Frame {
        // It is written out as it is: a provider must not say anything in it.
        if (event != null && !isName(event)) {
            event = null;
        }
    }

    private static boolean isName(String event) {
        return event.equals("[DONE]")
                || (event.length() <= 80
                        && event.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_' || c == '.'));
    }

    /// The end of a stream of chat completions, `[DONE]`; also fed to translations where a stream just ends.
    public static final Frame DONE = new Frame("[DONE]", JsonNodeFactory.instance.objectNode());

    static Frame of(ObjectNode data) {
        return new Frame(null, data);
    }

    public boolean isDone() {
        return "[DONE]".equals(event);
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Frame[" + event + "]";
    }
}
