package eu.rempart.core.identity;

import java.time.Instant;

/// The random token of a visitor's cookie. `toString` shows nothing.
public record VisitorToken(String value, Instant expiresAt) {

    @Override
    public String toString() {
        return "***";
    }
}
