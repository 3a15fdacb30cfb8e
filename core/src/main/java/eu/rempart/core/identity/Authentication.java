package eu.rempart.core.identity;

import java.util.Set;

/// What a credential proved.
public sealed interface Authentication {

    /// A good credential, or none at all.
    ///
    /// @param scopes what the credential is good for: everything, except for API keys
    record Proved(Caller caller, Set<Scope> scopes) implements Authentication {

        public Proved {
            scopes = Set.copyOf(scopes);
        }
    }

    /// A credential that is there and not good. Never the same as having none.
    record Refused(Code code) implements Authentication {}

    /// Why; [#code()] is the stable code of the HTTP interface.
    enum Code {
        INVALID_TOKEN("invalid_token"),
        TOKEN_EXPIRED("token_expired");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
