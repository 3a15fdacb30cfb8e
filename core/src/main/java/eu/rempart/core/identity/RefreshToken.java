package eu.rempart.core.identity;

import java.time.Instant;

/// A random token that is good for one refresh of one session. `toString` shows nothing.
///
/// @param expiresAt when the session ends for good; refreshing does not prolong it
public record RefreshToken(String value, Instant expiresAt) {

    @Override
    public String toString() {
        return "***";
    }
}
