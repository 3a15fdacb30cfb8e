package eu.rempart.core.chat;

import eu.rempart.core.chat.Refusal.Code;
import java.time.Instant;
import java.time.InstantSource;

/// Step 2: a user's subscription still runs. People without an account have none to expire.
final class CheckSubscription implements Step<Identified, Identified> {

    private final InstantSource clock;

    CheckSubscription(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "subscription";
    }

    @Override
    public Decision<Identified> decide(Identified who) {
        Instant now = clock.instant();
        boolean active =
                who.caller().account().map(user -> user.subscribedAt(now)).orElse(true);
        return active ? Decision.proceed(who) : Decision.refuse(Code.SUBSCRIPTION_EXPIRED);
    }
}
