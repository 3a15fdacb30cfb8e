package eu.rempart.core.provider;

import java.io.IOException;

/// What the provider sent is wrong in a way that we know a kind for. Carries no content.
final class UpstreamFault extends IOException {

    private static final long serialVersionUID = 1L;

    private final ProviderException.Kind kind;

    UpstreamFault(ProviderException.Kind kind) {
        super(kind.name());
        this.kind = kind;
    }

    ProviderException.Kind kind() {
        return kind;
    }
}
