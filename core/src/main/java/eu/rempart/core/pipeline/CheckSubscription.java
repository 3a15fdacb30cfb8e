package eu.rempart.core.pipeline;

import eu.rempart.core.pipeline.Refusal.Code;
import java.time.Instant;
import java.time.InstantSource;

/// Step 2: a user's subscription still runs. People without an account have none to expire.
public final class CheckSubscription<S> implements Step<Identified<S>, Identified<S>> {

    private final InstantSource clock;

    public CheckSubscription(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "subscription";
    }

    @Override
    public Decision<Identified<S>> decide(Identified<S> who) {
        Instant now = clock.instant();
        boolean active =
                who.caller().account().map(user -> user.subscribedAt(now)).orElse(true);
        return active ? Decision.proceed(who) : Decision.refuse(Code.SUBSCRIPTION_EXPIRED);
    }
}
