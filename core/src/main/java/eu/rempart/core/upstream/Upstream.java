package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;

/// A provider, or a protection around one. Thread-safe; blocks the calling (virtual) thread.
@FunctionalInterface
public interface Upstream {

    /// Sends the request and returns once it was accepted. The caller closes the exchange.
    ///
    /// @throws ProviderException if it was not
    Exchange open(UpstreamRequest request) throws ProviderException;
}
