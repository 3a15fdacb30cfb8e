package eu.rempart.core.provider;

/// A call to a provider failed. The message names the provider and the kind, never the provider's own words:
/// those may quote a key or a prompt.
public final class ProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public ProviderException(String provider, Kind kind) {
        super(provider + ": " + kind);
        this.kind = kind;
    }

    /// @param cause kept for the stack trace in the log; its message must not hold content
    public ProviderException(String provider, Kind kind, Throwable cause) {
        super(provider + ": " + kind, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What went wrong, as far as the caller's next move depends on it.
    public enum Kind {
        /// No connection, or reset before an answer.
        UNREACHABLE,
        /// No first byte, or a pause between bytes, or a whole answer, longer than allowed.
        TIMEOUT,
        /// 401 or 403: the key is wrong, expired or not allowed.
        UNAUTHORIZED,
        /// 429.
        RATE_LIMITED,
        /// Another 4xx: this request will never succeed here.
        REJECTED,
        /// 5xx, or an error event in the stream.
        SERVER_ERROR,
        /// The answer is not in the provider's format, or ends before it is complete.
        PROTOCOL,
        /// The answer is larger than allowed.
        TOO_LARGE,
        /// The circuit breaker is open: nothing was sent.
        BREAKER_OPEN,
        /// The stream was closed by us.
        CANCELLED
    }
}
