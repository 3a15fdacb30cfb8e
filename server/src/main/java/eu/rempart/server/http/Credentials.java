package eu.rempart.server.http;

import eu.rempart.core.identity.Credential;
import jakarta.servlet.http.HttpServletRequest;

/// What a request shows to prove who sent it: the header before the cookie.
final class Credentials {

    private static final String SCHEME = "Bearer ";

    private Credentials() {}

    static Credential of(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && header.length() > SCHEME.length()
                    ? new Credential.Bearer(header.substring(SCHEME.length()).strip())
                    : new Credential.Malformed();
        }
        return Cookies.read(request, Cookies.VISITOR)
                .<Credential>map(Credential.VisitorCookie::new)
                .orElseGet(Credential.None::new);
    }
}
