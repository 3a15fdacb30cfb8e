package eu.rempart.core.chat;

import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RequestLimits;

/// Step 3: the request is within every limit that applies to the caller, all taken at once or none.
final class TakeLimits implements Step<Identified, Admitted> {

    private final RateLimits limits;
    private final RequestLimits rules;
    private final ChatMetrics metrics;

    TakeLimits(RateLimits limits, RequestLimits rules, ChatMetrics metrics) {
        this.limits = limits;
        this.rules = rules;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Decision<Admitted> decide(Identified who) {
        return switch (limits.take(rules.forMessage(who.caller(), who.request().clientAddress()))) {
            case RateLimits.Verdict.Admitted(var standing) ->
                Decision.proceed(new Admitted(who.request(), who.caller(), standing));
            case RateLimits.Verdict.Refused(var standing) -> {
                metrics.rateLimitExceeded(standing.limit().name());
                yield Decision.refuse(Refusal.rateLimited(standing));
            }
        };
    }
}
