package eu.rempart.core.chat;

import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import org.jspecify.annotations.Nullable;

/// Proved by [CallModel]: the turn is open in the books, and this is what the call came to.
record Called(Turn turn, Call call) {

    /// What a call came to before anything of its answer was shown.
    sealed interface Call {

        /// A provider answers. Whoever holds this closes the stream.
        record Answering(ProviderChain.Opened opened) implements Call {}

        /// No provider did.
        ///
        /// @param asked who has had the question and may ask for money; null if nobody
        record Failed(@Nullable Provider asked) implements Call {}

        /// The reader left before one did.
        ///
        /// @param asked who has had the question and may ask for money; null if nobody
        record Abandoned(@Nullable Provider asked) implements Call {}
    }
}
