package eu.rempart.server.http;

import eu.rempart.core.identity.User;
import java.util.Locale;
import java.util.UUID;

/// A user as the page sees itself.
record UserView(UUID id, String name, String role, String tier, boolean passwordChangeRequired) {

    static UserView of(User user) {
        return new UserView(
                user.id().value(),
                user.name(),
                user.role().name().toLowerCase(Locale.ROOT),
                user.tier().name().toLowerCase(Locale.ROOT),
                user.passwordChangeRequired());
    }
}
