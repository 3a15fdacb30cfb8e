package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a provider says while it answers.
public sealed interface ModelEvent {

    /// A piece of the answer, never empty; pieces may be cut anywhere, also inside a placeholder.
    record Text(String text) implements ModelEvent {}

    /// The documents that an answer rests on; at most one such event, before the answer completes.
    record Sources(List<Source> sources) implements ModelEvent {
        public Sources {
            sources = List.copyOf(sources);
        }
    }

    /// One document that an answer rests on.
    record Source(String id, String title) {}

    /// The end of a whole answer.
    ///
    /// @param usage what the provider says that it counted; null if it said nothing
    record Completed(FinishReason reason, @Nullable TokenUsage usage) implements ModelEvent {}

    /// Why an answer ended.
    enum FinishReason {
        /// The model had finished, or met a stop sequence.
        STOP,
        /// The output limit was reached.
        LENGTH,
        /// The provider withheld the rest.
        FILTERED
    }
}
