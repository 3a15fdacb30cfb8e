package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import org.jspecify.annotations.Nullable;

/// One answer as it arrives. Used by one thread, except [#close], which any thread may call at any time to stop
/// the call: a thread that waits in [#next] then gets a [ProviderException] of kind `CANCELLED`.
public interface ModelStream extends AutoCloseable {

    /// Waits for the next event. After [ModelEvent.Completed] it must not be called again.
    ///
    /// @throws ProviderException if the stream breaks off, stalls, grows over its bounds or is not understood
    ModelEvent next() throws ProviderException;

    /// What the provider has said until now that it counted; null if it has said nothing. For answers that broke off:
    /// called by the thread that reads, also after [#close].
    @Nullable
    TokenUsage usage();

    /// Releases the connection; the provider sees it closed if the answer is not complete. Never throws, idempotent.
    @Override
    void close();
}
