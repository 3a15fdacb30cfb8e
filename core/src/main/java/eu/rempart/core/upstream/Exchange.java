package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.wire.Frame;
import org.jspecify.annotations.Nullable;

/// An answer as it arrives. One thread reads; [#close] may come from any.
public interface Exchange extends AutoCloseable {

    /// Waits for the next document; null at the end.
    ///
    /// @throws ProviderException if the answer breaks off, stalls, grows over its bounds, or is not understood
    @Nullable
    Frame next() throws ProviderException;

    /// The answer was understood as whole: the provider did well, and what is left of the stream does not matter.
    void complete();

    /// How often the provider was asked for this answer, and may charge for having read the question.
    int requests();

    /// The answer is not what it should be, as its reader sees: the provider did badly. Before [#close].
    void failed(ProviderException failure);

    /// Releases the connection. Never throws, idempotent.
    @Override
    void close();
}
