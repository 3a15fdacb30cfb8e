package eu.rempart.core.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What an API key is good for. Stored and shown in lower case, several separated by a space.
public enum Scope {
    /// The assistants, under `/api`.
    CHAT,
    /// The provider-compatible endpoints, under `/v1`.
    GATEWAY;

    /// All of them: what somebody who signed in may do.
    public static Set<Scope> all() {
        return Set.copyOf(EnumSet.allOf(Scope.class));
    }

    /// Reads `chat`, `gateway`, or several, separated by spaces or commas; empty if there is none or one is unknown.
    public static Optional<Set<Scope>> parse(String text) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (text.length() > 200) {
            return Optional.empty();
        }
        for (String word : text.replace(',', ' ').strip().split(" +", -1)) {
            switch (word) {
                case "chat" -> scopes.add(CHAT);
                case "gateway" -> scopes.add(GATEWAY);
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(Set.copyOf(scopes));
    }

    /// The inverse of [#parse].
    public static String format(Set<Scope> scopes) {
        StringBuilder text = new StringBuilder();
        for (Scope scope : new TreeSet<>(scopes)) {
            text.append(text.isEmpty() ? "" : " ").append(scope.name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
