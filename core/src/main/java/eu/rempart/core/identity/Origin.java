package eu.rempart.core.identity;

import org.jspecify.annotations.Nullable;

/// Where an operation comes from.
///
/// @param requestId the HTTP request; null outside of one
/// @param clientAddress the client's IP address as the edge sees it, for limits only: it is never recorded; null
///     outside of a request
public record Origin(@Nullable String requestId, @Nullable String clientAddress) {

    /// The operator's own command line, or the service itself.
    public static Origin local() {
        return new Origin(null, null);
    }

    @Override
    public String toString() {
        return "Origin[" + requestId + "]";
    }
}
