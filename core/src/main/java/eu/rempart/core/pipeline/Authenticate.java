package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.pipeline.Refusal.Code;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;

/// Step 1: who is asking. No credential is an anonymous visitor; a wrong one is refused, never taken for none.
///
/// @param <S> where the answer goes
public final class Authenticate<S> implements Step<Received<S>, Identified<S>> {

    private final Authenticator authenticator;
    private final Scope scope;
    private final InstantSource clock;

    /// @param scope what the credential must be good for
    public Authenticate(Authenticator authenticator, Scope scope, InstantSource clock) {
        this.scope = scope;
        this.authenticator = authenticator;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "authenticate";
    }

    @Override
    public Decision<Identified<S>> decide(Received<S> request) {
        return switch (authenticator.authenticate(request.credential(), clock.instant())) {
            case Authentication.Proved proved ->
                forbidden(proved, scope, request.address())
                        .<Decision<Identified<S>>>map(Decision::refuse)
                        .orElseGet(() -> Decision.proceed(new Identified<>(request, proved.caller())));
            case Authentication.Refused(var code) -> Decision.refuse(Code.valueOf(code.name()));
        };
    }

    /// Why whoever it is may not do this from there; empty if they may.
    public static Optional<Refusal> forbidden(Authentication.Proved proved, Scope scope, InetAddress address) {
        if (!proved.scopes().contains(scope)) {
            return Optional.of(Refusal.missingScope(scope));
        }
        if (proved.caller() instanceof Caller.SignedIn(var user, var session) && user.passwordChangeRequired()) {
            // Whoever gave it out knows it too.
            return Optional.of(Refusal.of(Code.PASSWORD_CHANGE_REQUIRED));
        }
        return proved.caller() instanceof Caller.Application(var user, var key, var rules)
                        && !rules.admitsAddress(address)
                ? Optional.of(Refusal.forbiddenAddress(address))
                : Optional.empty();
    }
}
