package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.wire.Frame;
import org.jspecify.annotations.Nullable;

/// An exchange around another one, which answers for everything that is not said otherwise.
interface ForwardingExchange extends Exchange {

    /// The one inside.
    Exchange exchange();

    @Override
    default @Nullable Frame next() throws ProviderException {
        return exchange().next();
    }

    @Override
    default int requests() {
        return exchange().requests();
    }

    @Override
    default void complete() {
        exchange().complete();
    }

    @Override
    default void failed(ProviderException failure) {
        exchange().failed(failure);
    }

    @Override
    default void close() {
        exchange().close();
    }
}
