package eu.rempart.core.pipeline;

import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RequestLimits;
import java.util.function.Consumer;

/// Step 3: the request is within every limit that applies to the caller, all taken at once or none.
public final class TakeLimits<S> implements Step<Identified<S>, Admitted<S>> {

    private final RateLimits limits;
    private final RequestLimits rules;
    private final Consumer<String> refusals;

    /// @param refusals is told the name of every limit that refuses
    public TakeLimits(RateLimits limits, RequestLimits rules, Consumer<String> refusals) {
        this.limits = limits;
        this.rules = rules;
        this.refusals = refusals;
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Decision<Admitted<S>> decide(Identified<S> who) {
        return switch (limits.take(rules.forMessage(who.caller(), who.request().clientAddress()))) {
            case RateLimits.Verdict.Admitted(var standing) ->
                Decision.proceed(new Admitted<>(who.request(), who.caller(), standing));
            case RateLimits.Verdict.Refused(var standing) -> {
                refusals.accept(standing.limit().name());
                yield Decision.refuse(Refusal.rateLimited(standing));
            }
        };
    }
}
