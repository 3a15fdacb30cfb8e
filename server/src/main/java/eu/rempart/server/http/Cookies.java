package eu.rempart.server.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/// The two cookies that we set: both unreadable for scripts, and never sent along from another site.
final class Cookies {

    static final String VISITOR = "rempart_visitor";
    static final String REFRESH = "rempart_refresh";

    private static final String VISITOR_PATH = "/api";
    private static final String REFRESH_PATH = "/api/auth";
    private static final int MAX_VALUE_CHARS = 200;

    private final ClientAddress addresses;

    Cookies(ClientAddress addresses) {
        this.addresses = addresses;
    }

    static Optional<String> read(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            String value = cookie.getValue();
            if (cookie.getName().equals(name)
                    && value != null
                    && !value.isEmpty()
                    && value.length() <= MAX_VALUE_CHARS) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    void setVisitor(HttpServletRequest request, HttpServletResponse response, String token, Duration lifetime) {
        add(request, response, VISITOR, VISITOR_PATH, token, lifetime);
    }

    void setRefresh(HttpServletRequest request, HttpServletResponse response, String token, Duration lifetime) {
        add(request, response, REFRESH, REFRESH_PATH, token, lifetime);
    }

    void clearRefresh(HttpServletRequest request, HttpServletResponse response) {
        add(request, response, REFRESH, REFRESH_PATH, "", Duration.ZERO);
    }

    private void add(
            HttpServletRequest request,
            HttpServletResponse response,
            String name,
            String path,
            String value,
            Duration lifetime) {
        ResponseCookie cookie = ResponseCookie.from(name, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(addresses.secure(request))
                .path(path)
                .maxAge(lifetime)
                .build();
        response.addHeader("Set-Cookie", cookie.toString());
    }
}
