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
    ///
    /// @return what was used
    TokenUsage record(Answered answered) {
        GatewayCall call = answered.call();
        Asked asked = call.asked();
        Instant now = parts.clock().instant();
        Target target = answered.target();
        boolean costs = asked.endpoint().operation() != Operation.COUNT_TOKENS;
        List<Billed> billed = costs
                ? answered.billed().stream()
                        .filter(other -> !other.uses().isEmpty())
                        .toList()
                : List.of();
        TokenUsage usage = costs && target != null ? used(asked, target, answered.uses()) : TokenUsage.NONE;
        Map<String, Long> ofProviders = new HashMap<>();
        if (target != null) {
            ofProviders.put(target.provider().spec().id(), cost(target, usage));
        }
        for (Billed other : billed) {
            long cost = cost(other.target(), used(asked, other.target(), other.uses()));
            ofProviders.merge(other.target().provider().spec().id(), cost, Long::sum);
        }
        long cost = ofProviders.values().stream().mapToLong(Long::longValue).sum();
        Target named = target == null && !billed.isEmpty() ? billed.getLast().target() : target;
        String provider = named == null ? "none" : named.provider().spec().id();
        String model = named == null ? "none" : named.model();
        if (target == null && named != null) {
            usage = used(asked, named, billed.getLast().uses());
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
        return usage;
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

    /// What a provider was used for, all its answers together.
    private TokenUsage used(Asked asked, Target target, List<AnswerUse> uses) {
        TokenUsage all = TokenUsage.NONE;
        for (AnswerUse use : uses) {
            all = all.plus(used(asked, use));
        }
        return bounded(asked, target, all, uses);
    }

    /// What the provider counted; counted by ourselves where it did not say.
    private TokenUsage used(Asked asked, AnswerUse use) {
        TokenUsage told = use.told() == null ? TokenUsage.NONE : use.told();
        long output = told.output();
        // Cut off, what was counted until then may be no more than the beginning. Nothing counted where something was
        // written is no count.
        if (output == 0 || !use.whole()) {
            output = Math.max(output, parts.tokens().count(use.written()));
        }
        TokenUsage read = told.input() > 0 ? told : read(asked);
        return TokenUsage.counted(read.input(), read.cachedInput(), output, told.reasoning(), read.image())
                .withCacheWrites(read.cacheWrite(), read.longCacheWrite());
    }

    /// What was held covers all that can be read and written here. A count beyond is wrong, unless it is there to be
    /// seen: nobody's budget is spent by a number alone. How long a file is nobody here can tell.
    private TokenUsage bounded(Asked asked, Target target, TokenUsage used, List<AnswerUse> uses) {
        if (!parts.budgets().limits(asked.caller()) && !CallProvider.hasCeiling(target)) {
            return used;
        }
        long mostInput = asked.texts().media() > 0 ? Long.MAX_VALUE : CallProvider.mostInput(asked, target);
        long most = CallProvider.maxOutput(asked.body());
        if (used.output() > most) {
            long seen = uses.stream()
                    .mapToLong(use -> parts.tokens().count(use.written()))
                    .sum();
            most = Math.max(most, seen);
        }
        return used.atMost(mostInput, most);
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
