package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.pipeline.Refusal.Code;
import java.time.InstantSource;

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
            case Authentication.Proved(var caller, var scopes) ->
                scopes.contains(scope) && admitted(caller, request)
                        ? Decision.proceed(new Identified<>(request, caller))
                        : Decision.refuse(Code.FORBIDDEN);
            case Authentication.Refused(var code) -> Decision.refuse(Code.valueOf(code.name()));
        };
    }

    private static boolean admitted(Caller caller, Received<?> request) {
        return !(caller instanceof Caller.Application(var user, var key, var rules))
                || rules.admitsAddress(request.address());
    }
}
