package eu.rempart.core.chat;

import eu.rempart.core.chat.Refusal.Code;
import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Scope;
import java.time.InstantSource;

/// Step 1: who is asking. No credential is an anonymous visitor; a wrong one is refused, never taken for none.
final class Authenticate implements Step<Received, Identified> {

    private final Authenticator authenticator;
    private final InstantSource clock;

    Authenticate(Authenticator authenticator, InstantSource clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "authenticate";
    }

    @Override
    public Decision<Identified> decide(Received request) {
        return switch (authenticator.authenticate(request.credential(), clock.instant())) {
            case Authentication.Proved(var caller, var scopes) ->
                scopes.contains(Scope.CHAT)
                        ? Decision.proceed(new Identified(request, caller))
                        : Decision.refuse(Code.FORBIDDEN);
            case Authentication.Refused(var code) -> Decision.refuse(Code.valueOf(code.name()));
        };
    }
}
