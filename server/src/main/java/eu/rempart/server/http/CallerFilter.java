package eu.rempart.server.http;

import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.User;
import eu.rempart.core.limit.RateLimit;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RateLimits.Claim;
import eu.rempart.core.limit.RateLimits.Verdict;
import eu.rempart.core.limit.RequestLimits;
import eu.rempart.core.pipeline.Authenticate;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Says to Spring Security who is calling `/api`, within the limits on requests, or refuses. `/api/chat` is left to the
/// pipeline, whose first and third steps are just this.
final class CallerFilter extends OncePerRequestFilter {

    /// Enough for anybody who reads and clicks; only the messages themselves have the specification's ten a minute.
    private static final RateLimit ANONYMOUS = new RateLimit("requests", 300, Duration.ofMinutes(1));

    private final Authenticator authenticator;
    private final RateLimits limits;
    private final RequestLimits rules;
    private final ClientAddress addresses;
    private final Problems problems;
    private final InstantSource clock;

    CallerFilter(
            Authenticator authenticator,
            RateLimits limits,
            RequestLimits rules,
            ClientAddress addresses,
            Problems problems,
            InstantSource clock) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.rules = rules;
        this.addresses = addresses;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return !path.startsWith("/api/") || path.equals(ChatServlet.PATH);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (authenticator.authenticate(Credentials.of(request), clock.instant())) {
            case Authentication.Refused(var code) -> {
                // A page whose access token has expired still has to sign in again or leave.
                if (request.getServletPath().startsWith("/api/auth/")) {
                    proceed(request, response, chain, new Caller.Anonymous());
                } else {
                    problems.write(request, response, Code.valueOf(code.name()));
                }
            }
            case Authentication.Proved proved -> {
                Optional<Refusal> forbidden = Authenticate.forbidden(proved, Scope.CHAT, addresses.client(request))
                        .filter(refusal ->
                                refusal.code() != Code.PASSWORD_CHANGE_REQUIRED || !isOpenToAOneTimePassword(request));
                if (forbidden.isPresent()) {
                    problems.write(request, response, forbidden.get());
                } else {
                    proceed(request, response, chain, proved.caller());
                }
            }
        }
    }

    /// To see who one is, to change the password, and to leave.
    private static boolean isOpenToAOneTimePassword(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith("/api/auth/")
                || (path.equals("/api/me") && request.getMethod().equals("GET"));
    }

    private void proceed(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Caller caller)
            throws ServletException, IOException {
        List<Claim> claims = caller.account()
                .map(rules::forUser)
                .orElseGet(() -> List.of(new Claim(ANONYMOUS, addresses.of(request))));
        switch (limits.take(claims)) {
            case Verdict.Refused(var standing) -> problems.write(request, response, Refusal.rateLimited(standing));
            case Verdict.Admitted(var standing) -> {
                SecurityContextHolder.getContext().setAuthentication(new CallerToken(caller));
                try {
                    chain.doFilter(request, response);
                } finally {
                    SecurityContextHolder.clearContext();
                }
            }
        }
    }

    /// A caller as Spring Security knows it: subjects are `SUBJECT`, users have their role too.
    private static final class CallerToken extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final transient Caller caller;

        CallerToken(Caller caller) {
            super(AuthorityUtils.createAuthorityList(authorities(caller)));
            this.caller = caller;
            setAuthenticated(caller.subject().isPresent());
        }

        private static String[] authorities(Caller caller) {
            if (caller.subject().isEmpty()) {
                return new String[0];
            }
            return caller.account()
                    .map(User::role)
                    .map(role -> new String[] {"SUBJECT", role.name().toUpperCase(Locale.ROOT)})
                    .orElseGet(() -> new String[] {"SUBJECT"});
        }

        @Override
        public String getCredentials() {
            return "";
        }

        @Override
        public Caller getPrincipal() {
            return caller;
        }
    }

    /// The caller of the request that this thread serves.
    static Caller caller() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token
                ? token.getPrincipal()
                : new Caller.Anonymous();
    }
}
