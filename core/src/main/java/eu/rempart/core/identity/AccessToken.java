package eu.rempart.core.identity;

import java.time.Instant;

/// A signed token that proves a session for a few minutes. `toString` shows nothing.
public record AccessToken(String value, Instant issuedAt, Instant expiresAt) {

    @Override
    public String toString() {
        return "***";
    }
}
