package eu.rempart.core.wire;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Turns an answer of one format into another's, whole or frame by frame. One answer, one thread.
public interface AnswerTranslation {

    /// Turns a whole answer.
    ObjectNode whole(ObjectNode answer);

    /// Turns one frame of a stream into any number of others. [Frame#DONE] says that nothing follows; more than one
    /// does no harm.
    List<Frame> next(Frame frame);

    /// Leaves everything as it is.
    AnswerTranslation IDENTITY = new AnswerTranslation() {
        @Override
        public ObjectNode whole(ObjectNode answer) {
            return answer;
        }

        @Override
        public List<Frame> next(Frame frame) {
            return List.of(frame);
        }
    };

    /// This one, and then another.
    default AnswerTranslation then(AnswerTranslation next) {
        if (next.equals(IDENTITY)) {
            return this;
        }
        if (equals(IDENTITY)) {
            return next;
        }
        AnswerTranslation first = this;
        return new AnswerTranslation() {
            @Override
            public ObjectNode whole(ObjectNode answer) {
                return next.whole(first.whole(answer));
            }

            @Override
            public List<Frame> next(Frame frame) {
                List<Frame> frames = new ArrayList<>();
                first.next(frame).forEach(between -> frames.addAll(next.next(between)));
                return frames;
            }
        };
    }
}
