package eu.rempart.core.chat;

import eu.rempart.core.chat.AnswerSink.StreamError;
import eu.rempart.core.chat.Answered.Ending;
import eu.rempart.core.provider.Provider;
import java.io.IOException;
import java.util.Locale;

/// Step 10: the reader is told how it ended, after it is durable.
final class Conclude {

    String name() {
        return "done";
    }

    /// The status under which the request counts.
    String tell(Settled settled) {
        Answered answered = settled.answered();
        AnswerSink sink = answered.turn().question().request().sink();
        try {
            switch (answered.ending()) {
                case Ending.Whole(var reason) -> {
                    if (!settled.stored()) {
                        sink.error(StreamError.ANSWER_INTERRUPTED);
                        return "interrupted";
                    }
                    Provider provider = answered.provider();
                    if (provider == null) {
                        throw new IllegalStateException("a whole answer has a provider");
                    }
                    sink.done(new AnswerSink.Done(
                            settled.answerId(),
                            provider.id(),
                            provider.model(),
                            provider.prepared(),
                            reason.name().toLowerCase(Locale.ROOT),
                            settled.usage().input(),
                            settled.usage().output(),
                            settled.costNano()));
                }
                case Ending.BrokenOff broken ->
                    sink.error(answered.shown().isEmpty() ? StreamError.UNAVAILABLE : StreamError.ANSWER_INTERRUPTED);
                case Ending.Cut cut -> sink.error(StreamError.ANSWER_FILTERED);
                case Ending.TooLong tooLong -> sink.error(StreamError.ANSWER_TOO_LONG);
                case Ending.ReaderLeft left -> {}
            }
        } catch (IOException e) {
            // The reader left at the last moment; the books are closed, so there is nothing to undo.
            return "interrupted";
        }
        return switch (answered.ending()) {
            case Ending.Whole whole -> "success";
            case Ending.Cut cut -> "filtered";
            case Ending.ReaderLeft left -> "interrupted";
            case Ending.BrokenOff broken -> "error";
            case Ending.TooLong tooLong -> "error";
        };
    }
}
