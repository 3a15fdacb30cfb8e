package eu.rempart.core.identity;

/// A whole API key, `rp_` and 43 characters: shown once, never stored. `toString` shows nothing.
public record ApiKeySecret(String value) {

    static final String PREFIX = "rp_";
    static final int CHARS = 46;
    private static final int HINT_CHARS = 8;

    static ApiKeySecret random() {
        return new ApiKeySecret(PREFIX + RandomText.token());
    }

    /// The first characters, for people to tell their keys apart.
    String hint() {
        return value.substring(0, HINT_CHARS) + "…";
    }

    @Override
    public String toString() {
        return "***";
    }
}
