package eu.rempart.core.gateway;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.gateway.RewriteAnswer.Answered;
import eu.rempart.core.gateway.RewriteAnswer.Ending;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.RequestTexts.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Step 9: what was used is paid for, and usage and audit are stored as one unit.
final class SettleCall {

    private final GatewayParts parts;

    SettleCall(GatewayParts parts) {
        this.parts = parts;
    }

    String name() {
        return "settle";
    }

    /// The call is in the books, all of it.
    void record(Answered answered) {
        GatewayCall call = answered.call();
        Asked asked = call.asked();
        Instant now = parts.clock().instant();
        Target target = answered.target();
        TokenUsage usage = usage(answered);
        Map<String, Long> ofProviders = new HashMap<>();
        if (target != null) {
            ofProviders.put(target.provider().spec().id(), cost(target, usage));
        }
        boolean costs = asked.endpoint().operation() != Operation.COUNT_TOKENS;
        List<Billed> billed = costs ? answered.billed() : List.of();
        for (Billed other : billed) {
            ofProviders.merge(other.target().provider().spec().id(), cost(asked, other), Long::sum);
        }
        long cost = ofProviders.values().stream().mapToLong(Long::longValue).sum();
        Target named = target == null && !billed.isEmpty() ? billed.getLast().target() : target;
        String provider = named == null ? "none" : named.provider().spec().id();
        String model = named == null ? "none" : named.model();
        if (target == null && named != null) {
            TokenUsage used = billed.getLast().used();
            usage = used == null ? read(asked) : bounded(asked, named, used, 0);
        }
        parts.ledger()
                .settle(new TurnLedger.Settlement(
                        call.id(),
                        asked.subject(),
                        null,
                        null,
                        "gateway",
                        provider,
                        model,
                        outcome(answered.ending()),
                        usage,
                        cost,
                        ofProviders,
                        cost == 0 ? List.of() : call.unheld(),
                        Duration.between(call.startedAt(), now),
                        new AuditEvent(
                                now,
                                "gateway.settled",
                                asked.request().requestId(),
                                asked.subject(),
                                facts(answered, provider, model, usage, cost)),
                        now));
        if (named != null) {
            parts.metrics().spent(model, usage, cost);
        }
        keep(answered, target);
    }

    private void keep(Answered answered, @Nullable Target target) {
        String key = answered.call().cacheKey();
        if (key != null && target != null && answered.ending() instanceof Ending.Whole(var answer, var last)) {
            if (answer == null && answered.frames().isEmpty()) {
                // Too long to be kept.
                return;
            }
            List<Frame> frames = new ArrayList<>(answered.frames());
            if (answer != null) {
                frames.add(new Frame(null, answer));
            }
            frames.addAll(last);
            parts.cache()
                    .keep(
                            answered.call().asked().subject(),
                            key,
                            target.provider().spec().id(),
                            target.model(),
                            frames);
        }
    }

    /// What the provider counted; counted by ourselves where it did not say.
    private TokenUsage usage(Answered answered) {
        Target target = answered.target();
        if (target == null) {
            return TokenUsage.NONE;
        }
        Asked asked = answered.call().asked();
        if (asked.endpoint().operation() == Operation.COUNT_TOKENS) {
            return TokenUsage.NONE;
        }
        TokenUsage counted = answered.usage();
        if (counted == null) {
            counted = TokenUsage.NONE;
        }
        long output = counted.output();
        // Cut off, what was counted until then may be no more than the beginning. Nothing counted where something was
        // written is no count.
        if (output == 0 || !(answered.ending() instanceof Ending.Whole)) {
            output = Math.max(output, parts.tokens().count(answered.received()));
        }
        TokenUsage read = counted.input() > 0 ? counted : read(asked);
        TokenUsage used = TokenUsage.counted(
                        read.input(), read.cachedInput(), output, counted.reasoning(), read.image())
                .withCacheWrites(read.cacheWrite(), read.longCacheWrite());
        boolean isLong = output > CallProvider.maxOutput(asked.body());
        return bounded(asked, target, used, isLong ? parts.tokens().count(answered.received()) : 0);
    }

    /// What was held covers all that can be read and written here. A count beyond is wrong, unless it is there to be
    /// seen: nobody's budget is spent by a number alone. How long a file is nobody here can tell.
    ///
    /// @param seen how long the text is that came
    private TokenUsage bounded(Asked asked, Target target, TokenUsage used, long seen) {
        if (!parts.budgets().limits(asked.caller()) && !CallProvider.hasCeiling(target)) {
            return used;
        }
        long mostInput = asked.texts().media() > 0 ? Long.MAX_VALUE : CallProvider.mostInput(asked, target);
        return used.atMost(mostInput, Math.max(CallProvider.maxOutput(asked.body()), seen));
    }

    /// What a provider read that does not say how much. Nobody here can count an image: it costs what was held for it.
    private TokenUsage read(Asked asked) {
        long text = 4;
        for (Slot slot : asked.texts().slots()) {
            text += parts.tokens().count(slot.text()) + 4;
        }
        text = Math.min(text, TokenUsage.MOST);
        long images = Math.min(asked.texts().media() * CallProvider.TOKENS_OF_MEDIA, TokenUsage.MOST - text);
        return new TokenUsage(text + images, 0, 0, 0, images);
    }

    /// It read the question; what it wrote nobody knows, but for the answers that it finished.
    private long cost(Asked asked, Billed billed) {
        TokenUsage used = billed.used();
        return (used == null ? 0 : cost(billed.target(), bounded(asked, billed.target(), used, 0)))
                + billed.read() * (billed.read() == 0 ? 0 : cost(billed.target(), read(asked)));
    }

    private long cost(Target target, TokenUsage usage) {
        return parts.prices()
                .find(target.provider().spec().id(), target.model())
                .orElse(Price.FREE)
                .nanoEuros(usage);
    }

    private static String outcome(Ending ending) {
        return switch (ending) {
            case Ending.Whole whole -> "complete";
            case Ending.ReaderLeft left -> "interrupted";
            case Ending.Over(var refusal, var outcome) -> outcome.startsWith("filtered") ? "filtered" : outcome;
        };
    }

    private static Map<String, String> facts(
            Answered answered, String provider, String model, TokenUsage usage, long cost) {
        Map<String, String> facts = new TreeMap<>(answered.call().facts());
        facts.put("turn", answered.call().id().toString());
        facts.put("outcome", outcome(answered.ending()));
        facts.put("step07.call", provider + "/" + model);
        facts.put("step08.filter", answered.ending() instanceof Ending.Over(var refusal, var how) ? how : "passed");
        facts.put("step09.settle", usage.summary() + ", " + cost + " nano-euros");
        facts.put("step10.done", answered.ending() instanceof Ending.Whole ? "due" : "error");
        return facts;
    }
}
