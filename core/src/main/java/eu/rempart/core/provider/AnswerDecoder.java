package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import org.jspecify.annotations.Nullable;

/// Understands one answer in one provider's format, message by message. One instance an answer, one
/// thread.
abstract class AnswerDecoder {

    private @Nullable FinishReason finish;
    private boolean ended;

    /// Takes one message in.
    ///
    /// @return its text, empty if it has none; null if it only says that the provider is still there
    /// @throws UpstreamFault if it reports an error or is not in the provider's format
    abstract @Nullable String decode(Frames frame) throws UpstreamFault;

    /// What the provider says that it counted, as far as it is known now.
    abstract @Nullable TokenUsage usage();

    /// Why the answer ended; null as long as the provider has not said.
    final @Nullable FinishReason finish() {
        return finish;
    }

    /// True once the provider has said that nothing follows.
    final boolean isEnded() {
        return ended;
    }

    final void finishedBecause(FinishReason reason) {
        finish = reason;
    }

    final void end() {
        ended = true;
    }
}
