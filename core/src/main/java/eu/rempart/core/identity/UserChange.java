package eu.rempart.core.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of a user; what is null stays as it is.
public record UserChange(
        @Nullable Role role,
        @Nullable Tier tier,
        @Nullable Subscription subscription,
        @Nullable Boolean disabled) {

    /// A subscription's end.
    ///
    /// @param until when it ends; null: it has no end
    public record Subscription(@Nullable Instant until) {}

    /// Whether it changes anything.
    public boolean isEmpty() {
        return role == null && tier == null && subscription == null && disabled == null;
    }
}
