package eu.rempart.core.chat;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Source;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.turn.Bill;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Proved by [FilterAnswer]: what was shown, filtered and restored, and how it ended.
///
/// @param provider who answered; null if nobody
/// @param billed who has had the question before, and may ask for money
/// @param shown the answer as the reader saw it; empty if nothing was shown
/// @param received how much the provider wrote, still masked, for counting tokens where it says nothing of them
/// @param usage what the provider says that it used, as far as the answer came; null if it said nothing
record Answered(
        Turn turn,
        Ending ending,
        @Nullable Provider provider,
        List<Bill> billed,
        String shown,
        String received,
        List<Source> sources,
        @Nullable TokenUsage usage) {

    /// How an answer ended.
    sealed interface Ending {

        record Whole(FinishReason reason) implements Ending {}

        /// The reader left: nobody is there to be told.
        record ReaderLeft() implements Ending {}

        /// The provider broke off, or none answered.
        record BrokenOff() implements Ending {}

        /// The output filter held the rest back.
        ///
        /// @param rule which one
        record Cut(String rule) implements Ending {}

        record TooLong() implements Ending {}
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Answered[" + turn.id() + ", " + ending + "]";
    }
}
