package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A local user.
///
/// @param subscriptionUntil when the subscription ends; null if it has no end
public record User(
        SubjectId id,
        String name,
        Role role,
        Tier tier,
        @Nullable Instant subscriptionUntil,
        boolean passwordChangeRequired,
        boolean disabled) {

    /// Whether the subscription still runs at that moment.
    public boolean subscribedAt(Instant now) {
        return subscriptionUntil == null || now.isBefore(subscriptionUntil);
    }
}
