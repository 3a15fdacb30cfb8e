package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.util.Optional;
import java.util.UUID;

/// Who sent a request, once that is proved.
public sealed interface Caller {

    /// Nobody we know. Owns nothing.
    record Anonymous() implements Caller {}

    /// Somebody without an account who has accepted the notice; owns conversations.
    record Visitor(SubjectId id) implements Caller {}

    /// A user who signed in, in that session.
    record SignedIn(User user, UUID sessionId) implements Caller {}

    /// An application with an API key of that user.
    ///
    /// @param rules what narrows the key
    record Application(User user, UUID apiKeyId, KeyRules rules) implements Caller {}

    /// The owner of what this caller writes; empty for [Anonymous].
    default Optional<SubjectId> subject() {
        return switch (this) {
            case Anonymous() -> Optional.empty();
            case Visitor(var id) -> Optional.of(id);
            case SignedIn(var user, var session) -> Optional.of(user.id());
            case Application(var user, var key, var rules) -> Optional.of(user.id());
        };
    }

    /// The account behind the caller; empty for people without one.
    default Optional<User> account() {
        return switch (this) {
            case Anonymous() -> Optional.empty();
            case Visitor(var id) -> Optional.empty();
            case SignedIn(var user, var session) -> Optional.of(user);
            case Application(var user, var key, var rules) -> Optional.of(user);
        };
    }
}
