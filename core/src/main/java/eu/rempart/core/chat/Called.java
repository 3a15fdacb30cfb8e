package eu.rempart.core.chat;

import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.turn.Bill;
import java.util.List;

/// Proved by [CallModel]: the turn is open in the books, and this is what the call came to.
record Called(Turn turn, Call call) {

    /// What a call came to before anything of its answer was shown.
    sealed interface Call {

        /// A provider answers. Whoever holds this closes the stream.
        ///
        /// @param billed who has had the question before, and may ask for money
        record Answering(ProviderChain.Opened opened, List<Bill> billed) implements Call {}

        /// No provider did.
        ///
        /// @param billed who has had the question and may ask for money
        record Failed(List<Bill> billed) implements Call {}

        /// The reader left before one did.
        ///
        /// @param billed who has had the question and may ask for money
        record Abandoned(List<Bill> billed) implements Call {}
    }
}
