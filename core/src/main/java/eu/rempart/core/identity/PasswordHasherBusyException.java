package eu.rempart.core.identity;

import java.time.Duration;

/// Too many passwords are being checked at once; nothing was computed.
public final class PasswordHasherBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public PasswordHasherBusyException(Duration retryAfter) {
        super("too many passwords are being checked");
        this.retryAfter = retryAfter;
    }

    /// When it makes sense to come again.
    public Duration retryAfter() {
        return retryAfter;
    }
}
