package eu.rempart.core.identity;

/// A password's salted hash with its parameters, as stored. `toString` shows nothing.
public record PasswordHash(String encoded) {

    @Override
    public String toString() {
        return "***";
    }
}
