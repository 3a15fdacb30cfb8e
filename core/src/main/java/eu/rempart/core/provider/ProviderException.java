package eu.rempart.core.provider;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A call to a provider failed. The message names the provider and the kind, never the provider's own words:
/// those may quote a key or a prompt.
public final class ProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final @Nullable Duration retryAfter;
    private final transient @Nullable Rejection rejection;
    private final int requests;

    public ProviderException(String provider, Kind kind) {
        this(provider, kind, null, (Rejection) null);
    }

    /// A failure that the provider explained.
    ///
    /// @param retryAfter when it may be tried again, if the provider said so; null if not
    /// @param rejection what the provider found wrong with the request; null if nothing. Not part of the message
    public ProviderException(String provider, Kind kind, @Nullable Duration retryAfter, @Nullable Rejection rejection) {
        super(provider + ": " + kind);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.rejection = rejection;
        this.requests = kind.mayCost() ? 1 : 0;
    }

    /// @param cause kept for the stack trace in the log; its message must not hold content
    public ProviderException(String provider, Kind kind, Throwable cause) {
        super(provider + ": " + kind, cause);
        this.kind = kind;
        this.retryAfter = null;
        this.rejection = null;
        this.requests = kind.mayCost() ? 1 : 0;
    }

    private ProviderException(ProviderException failure, int requests) {
        super(failure.getMessage(), failure);
        this.kind = failure.kind;
        this.retryAfter = failure.retryAfter;
        this.rejection = failure.rejection;
        this.requests = requests;
    }

    /// The same failure, of several calls of which so many may be on the provider's bill.
    public ProviderException after(int calls) {
        return calls == requests ? this : new ProviderException(this, calls);
    }

    public Kind kind() {
        return kind;
    }

    /// How many calls that came to this may be on the provider's bill: it had the whole request. One or none, as the
    /// kind says, unless it was asked several times at once.
    public int requests() {
        return requests;
    }

    /// When the provider wants to be asked again; empty if it did not say.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /// What the provider found wrong with the request, still masked; empty if it is not the request that is wrong.
    public Optional<Rejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    /// What went wrong, as far as the caller's next move depends on it.
    public enum Kind {
        /// No connection, or reset before an answer.
        UNREACHABLE,
        /// No first byte, or a pause between bytes, or a whole answer, longer than allowed.
        TIMEOUT,
        /// 401, or a 400 or 403 that says so: the key is wrong or expired. Any other 403 is about what was asked, and
        /// says nothing against the key.
        UNAUTHORIZED,
        /// 429.
        RATE_LIMITED,
        /// Another 4xx: this request will never succeed here.
        REJECTED,
        /// 5xx, a 4xx that may pass (408, 409, 425), or an error event in the stream.
        SERVER_ERROR,
        /// 3xx: it is not followed, and no model has read the request.
        REDIRECTED,
        /// The answer is not in the provider's format, or ends before it is complete.
        PROTOCOL,
        /// The answer is larger than allowed.
        TOO_LARGE,
        /// The circuit breaker is open: nothing was sent.
        BREAKER_OPEN,
        /// As many calls as allowed are under way: nothing was sent.
        BUSY,
        /// The stream was closed by us.
        CANCELLED;

        /// Whether a request that failed so may be on the provider's bill: it had all of it.
        public boolean mayCost() {
            return switch (this) {
                case CANCELLED, TIMEOUT, PROTOCOL, TOO_LARGE -> true;
                case UNREACHABLE, UNAUTHORIZED, RATE_LIMITED, REJECTED, SERVER_ERROR, REDIRECTED, BREAKER_OPEN, BUSY ->
                    false;
            };
        }
    }
}
