package eu.rempart.core.provider;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the provider sent is wrong in a way that we know a kind for. Carries no content.
final class UpstreamFault extends IOException {

    private static final long serialVersionUID = 1L;

    private final ProviderException.Kind kind;
    private final transient @Nullable Duration retryAfter;
    private final transient @Nullable Rejection rejection;

    UpstreamFault(ProviderException.Kind kind) {
        this(kind, null, null);
    }

    UpstreamFault(ProviderException.Kind kind, @Nullable Duration retryAfter, @Nullable Rejection rejection) {
        super(kind.name());
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.rejection = rejection;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    @Nullable
    Rejection rejection() {
        return rejection;
    }

    ProviderException.Kind kind() {
        return kind;
    }
}
