package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import java.util.function.Supplier;

/// A provider's key, which nothing outside this package can read or print.
///
/// A key that comes from a source is read anew for every call, so that a rotated secret file is used
/// without a restart. Thread-safe if the source is.
public final class ApiKey {

    private static final ApiKey NONE = new ApiKey(() -> "");

    private final Supplier<String> source;

    private ApiKey(Supplier<String> source) {
        this.source = source;
    }

    /// A key that never changes.
    ///
    /// @throws IllegalArgumentException if the key is empty or cannot be sent in a header; the
    ///     message
    /// does not show it
    public static ApiKey of(String key) {
        if (!isSendable(key) || key.isEmpty()) {
            throw new IllegalArgumentException("an API key is made of visible ASCII characters");
        }
        return new ApiKey(() -> key);
    }

    /// A key that is read for every call. Where the source throws or gives something that is not a key,
    /// the call fails as `UNAUTHORIZED` and nothing is sent.
    public static ApiKey from(Supplier<String> source) {
        return new ApiKey(source);
    }

    /// For servers that want no key: no authorization header is sent.
    public static ApiKey none() {
        return NONE;
    }

    /// The key in clear, or the empty string if there is none to send.
    String reveal(String provider) throws ProviderException {
        String key;
        try {
            key = source.get();
        } catch (RuntimeException e) {
            // Neither the cause nor its message: either may quote the secret.
            throw new ProviderException(provider, Kind.UNAUTHORIZED);
        }
        if (!isSendable(key)) {
            throw new ProviderException(provider, Kind.UNAUTHORIZED);
        }
        return key;
    }

    private static boolean isSendable(String key) {
        return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /// Always `***`.
    @Override
    public String toString() {
        return "***";
    }
}
