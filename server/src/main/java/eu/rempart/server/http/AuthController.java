package eu.rempart.server.http;

import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Sessions;
import eu.rempart.core.identity.Sessions.Tokens;
import eu.rempart.core.identity.User;
import eu.rempart.core.limit.RateLimit;
import eu.rempart.core.limit.RateLimits.Standing;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Signing in, staying signed in, signing out.
@RestController
@RequestMapping("/api/auth")
class AuthController {

    private static final int MAX_PASSWORD_CHARS = 128;
    /// What the headers say of the limit on attempts for one name from one address.
    private static final RateLimit LOGIN_LIMIT = new RateLimit("login", 10, Duration.ofMinutes(15));

    private final Sessions sessions;
    private final Accounts accounts;
    private final StrictJson json;
    private final Cookies cookies;
    private final ClientAddress addresses;
    private final InstantSource clock;
    private final Duration accessTokenLifetime;

    AuthController(HttpParts parts) {
        this.sessions = parts.rempart().sessions();
        this.accounts = parts.rempart().accounts();
        this.json = parts.json();
        this.cookies = parts.cookies();
        this.addresses = parts.addresses();
        this.clock = parts.rempart().clock();
        this.accessTokenLifetime = parts.rempart().config().identity().accessTokenLifetime();
    }

    record LoginBody(String name, String password) {
        @Override
        public String toString() {
            return "LoginBody[***]";
        }
    }

    record PasswordBody(String currentPassword, String newPassword) {
        @Override
        public String toString() {
            return "PasswordBody[***]";
        }
    }

    record TokenAnswer(String accessToken, String tokenType, long expiresIn, UserView user) {
        @Override
        public String toString() {
            return "TokenAnswer[***]";
        }
    }

    @PostMapping("/login")
    TokenAnswer login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LoginBody body = json.read(request, LoginBody.class);
        if (body.password().length() > MAX_PASSWORD_CHARS) {
            throw new RefusedException(Code.INVALID_CREDENTIALS);
        }
        return switch (sessions.login(body.name(), new Password(body.password()), origin(request))) {
            case Sessions.Login.LoggedIn(var tokens, var user) -> answer(request, response, tokens, user);
            case Sessions.Login.BadCredentials() -> throw new RefusedException(Code.INVALID_CREDENTIALS);
            case Sessions.Login.TooManyAttempts(var retryAfter) -> throw tooMany(retryAfter);
        };
    }

    @PostMapping("/refresh")
    TokenAnswer refresh(HttpServletRequest request, HttpServletResponse response) {
        String token = Cookies.read(request, Cookies.REFRESH)
                .orElseThrow(() -> new RefusedException(Code.INVALID_REFRESH_TOKEN));
        return switch (sessions.refresh(token, origin(request))) {
            case Sessions.Refresh.Refreshed(var tokens, var user) -> answer(request, response, tokens, user);
            case Sessions.Refresh.Invalid() -> {
                cookies.clearRefresh(request, response);
                throw new RefusedException(Code.INVALID_REFRESH_TOKEN);
            }
            case Sessions.Refresh.Reused() -> {
                cookies.clearRefresh(request, response);
                throw new RefusedException(Code.REFRESH_TOKEN_REUSED);
            }
        };
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(HttpServletRequest request, HttpServletResponse response) {
        sessions.logout(Cookies.read(request, Cookies.REFRESH).orElse(null), CallerFilter.caller(), origin(request));
        cookies.clearRefresh(request, response);
    }

    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(HttpServletRequest request) throws IOException {
        if (!(CallerFilter.caller() instanceof Caller.SignedIn caller)) {
            throw new RefusedException(Code.AUTHENTICATION_REQUIRED);
        }
        PasswordBody body = json.read(request, PasswordBody.class);
        if (body.newPassword().length() > MAX_PASSWORD_CHARS) {
            throw new RefusedException(Code.WEAK_PASSWORD);
        }
        if (body.currentPassword().length() > MAX_PASSWORD_CHARS) {
            throw new RefusedException(Code.INVALID_CREDENTIALS);
        }
        switch (accounts.changePassword(
                caller, new Password(body.currentPassword()), new Password(body.newPassword()), origin(request))) {
            case Accounts.PasswordChange.Changed() -> {}
            case Accounts.PasswordChange.WrongPassword() -> throw new RefusedException(Code.INVALID_CREDENTIALS);
            case Accounts.PasswordChange.WeakPassword() -> throw new RefusedException(Code.WEAK_PASSWORD);
            case Accounts.PasswordChange.TooManyAttempts(var retryAfter) -> throw tooMany(retryAfter);
        }
    }

    private TokenAnswer answer(HttpServletRequest request, HttpServletResponse response, Tokens tokens, User user) {
        cookies.setRefresh(
                request,
                response,
                tokens.refreshToken().value(),
                Duration.between(clock.instant(), tokens.refreshToken().expiresAt()));
        response.setHeader("Cache-Control", "no-store");
        return new TokenAnswer(
                tokens.accessToken().value(), "Bearer", accessTokenLifetime.toSeconds(), UserView.of(user));
    }

    private RefusedException tooMany(Duration retryAfter) {
        return new RefusedException(Refusal.rateLimited(new Standing(LOGIN_LIMIT, 0, retryAfter)));
    }

    private Origin origin(HttpServletRequest request) {
        return new Origin(RequestId.of(request), addresses.of(request));
    }
}
