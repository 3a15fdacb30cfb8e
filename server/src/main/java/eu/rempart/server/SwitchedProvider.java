package eu.rempart.server;

import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.concurrent.atomic.AtomicBoolean;

/// A provider behind the administrators' switch.
record SwitchedProvider(Provider provider, AtomicBoolean enabled) implements Provider {

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public String displayName() {
        return provider.displayName();
    }

    @Override
    public String model() {
        return provider.model();
    }

    @Override
    public boolean external() {
        return provider.external();
    }

    @Override
    public boolean prepared() {
        return provider.prepared();
    }

    @Override
    public ModelStream open(ModelRequest request) throws ProviderException {
        if (!enabled.get()) {
            throw new ProviderException(id(), Kind.BREAKER_OPEN);
        }
        return provider.open(request);
    }
}
