package eu.rempart.core.chat;

import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.provider.ModelEvent.Source;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// Where an answer goes while it is made. Events come from one thread; each has reached the connection when the method
/// returns.
///
/// Every method throws [IOException] when the reader has gone.
public interface AnswerSink {

    /// The user's message is stored and an answer is on its way. Always the first event.
    void meta(Meta meta) throws IOException;

    /// A piece of the answer that may be shown.
    void delta(String text) throws IOException;

    /// What the answer rests on.
    void sources(List<Source> sources) throws IOException;

    /// The answer is whole and durable. The last event, or [#error] is.
    void done(Done done) throws IOException;

    /// The answer is over and not whole.
    void error(StreamError error) throws IOException;

    /// Runs that, once, as soon as it is noticed that the reader has gone; also where no event is being written.
    void onReaderGone(Runnable action);

    /// What an answer begins with.
    ///
    /// @param agent its id
    /// @param agentName as people read it
    /// @param standing for the `RateLimit` headers
    record Meta(
            String requestId,
            UUID conversationId,
            UUID messageId,
            String agent,
            String agentName,
            RateLimits.Standing standing) {}

    /// What a whole answer ends with.
    ///
    /// @param prepared whether it is a ready-made answer from the local knowledge
    /// @param finishReason `stop`, `length` or `filtered`
    record Done(
            UUID messageId,
            String provider,
            String model,
            boolean prepared,
            String finishReason,
            long inputTokens,
            long outputTokens,
            long costNanoEuros) {}

    /// Why an answer is not whole.
    enum StreamError {
        ANSWER_INTERRUPTED,
        ANSWER_FILTERED,
        ANSWER_TOO_LONG,
        UNAVAILABLE,
        INTERNAL_ERROR
    }
}
