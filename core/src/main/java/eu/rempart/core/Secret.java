package eu.rempart.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A text that must not be seen: a provider's key, a password, a token.
///
/// It prints as `***`, has no bean property that a serializer could find, compares in constant time
/// and has a hash code that says nothing about its content. Only [#reveal()] gives the text; call
/// it at the place where it leaves for its owner, and keep the result in no field. Immutable and
/// thread-safe.
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /// A secret with this text.
    ///
    /// @param text the secret text, never empty
    public static Secret of(String text) {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret cannot be empty");
        }
        return new Secret(text);
    }

    /// The secret text itself.
    public String reveal() {
        return text;
    }

    /// Compares in a time that depends on the lengths alone.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    /// The same for every secret: a hash code of the content would be a way to guess it.
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
