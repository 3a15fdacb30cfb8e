package eu.rempart.core.chat;

import eu.rempart.core.provider.ProviderChain;

/// Proved by [CallModel]: the turn is open in the books, and this is what the call came to.
record Called(Turn turn, Call call) {

    /// What a call came to before anything of its answer was shown.
    sealed interface Call {

        /// A provider answers. Whoever holds this closes the stream.
        record Answering(ProviderChain.Opened opened) implements Call {}

        /// No provider did.
        record Failed() implements Call {}

        /// The reader left before one did.
        record Abandoned() implements Call {}
    }
}
