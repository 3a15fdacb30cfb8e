package eu.rempart.core.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A name to sign in with: 1 to 64 ASCII letters, digits, `.`, `_`, `@` or `-`, in lower case, so that names are
/// unique whatever their case. Only ASCII, because two names that look the same must not be two people.
public record UserName(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9._@-]{1,64}");

    public UserName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a user name");
        }
    }

    /// The name that somebody typed, in any case; empty if it cannot be a name.
    public static Optional<UserName> parse(String typed) {
        if (typed.length() > 64) {
            return Optional.empty();
        }
        String lower = typed.toLowerCase(Locale.ROOT);
        return FORM.matcher(lower).matches() ? Optional.of(new UserName(lower)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
