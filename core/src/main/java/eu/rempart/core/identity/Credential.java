package eu.rempart.core.identity;

/// What a request shows to prove who sent it. `toString` shows no secret.
public sealed interface Credential {

    /// Nothing.
    record None() implements Credential {}

    /// The value after `Authorization: Bearer `: an access token or an API key (`rp_…`).
    record Bearer(String token) implements Credential {
        @Override
        public String toString() {
            return "Bearer[***]";
        }
    }

    /// The visitor's cookie.
    record VisitorCookie(String token) implements Credential {
        @Override
        public String toString() {
            return "VisitorCookie[***]";
        }
    }

    /// An `Authorization` header that is not a bearer token.
    record Malformed() implements Credential {}
}
