package eu.rempart.core.gateway;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.gateway.RewriteAnswer.Answered;
import eu.rempart.core.gateway.RewriteAnswer.Ending;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.turn.Bill;
import eu.rempart.core.turn.Bill.Covered;
import eu.rempart.core.turn.Charges;
import eu.rempart.core.turn.Charges.Charge;
import eu.rempart.core.turn.Reckoning;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.RequestTexts.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Step 9: what was used is paid for, and usage and audit are stored as one unit.
final class SettleCall {

    private final GatewayParts parts;
    private final Reckoning reckoning;

    SettleCall(GatewayParts parts) {
        this.parts = parts;
        this.reckoning = new Reckoning(parts.prices(), parts.tokens());
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
        Charges charges = charges(answered);
        Charge last = charges.last();
        TokenUsage usage = last.usage();
        long cost = charges.nano();
        parts.ledger()
                .settle(new TurnLedger.Settlement(
                        call.id(),
                        asked.subject(),
                        null,
                        null,
                        "gateway",
                        last.provider(),
                        last.model(),
                        outcome(answered.ending()),
                        usage,
                        cost,
                        charges.ofProviders(),
                        cost == 0 ? List.of() : call.unheld(),
                        Duration.between(call.startedAt(), now),
                        new AuditEvent(
                                now,
                                "gateway.settled",
                                asked.request().requestId(),
                                asked.subject(),
                                facts(answered, charges)),
                        now));
        charges.each().forEach(charge -> parts.metrics().spent(charge.model(), charge.usage(), charge.nano()));
        keep(answered, target);
        return usage;
    }

    private void keep(Answered answered, @Nullable Target target) {
        String key = answered.call().cacheKey();
        // Who stands in for another one answers for now, not for the time that an answer is kept.
        boolean standsIn = !answered.billed().isEmpty()
                || (target != null && target.provider().spec().kind() == ProviderKind.LOCAL);
        if (key != null
                && target != null
                && !standsIn
                && answered.ending() instanceof Ending.Whole(var answer, var last)) {
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

    private Charges charges(Answered answered) {
        Asked asked = answered.call().asked();
        Target target = answered.target();
        boolean costs = asked.endpoint().operation() != Operation.COUNT_TOKENS;
        boolean limited = parts.budgets().limits(asked.caller());
        List<Bill> bills = new ArrayList<>(1);
        for (Billed billed : answered.billed()) {
            if (costs && !billed.uses().isEmpty()) {
                bills.add(bill(asked, billed.target(), billed.uses(), limited));
            }
        }
        if (target != null) {
            bills.add(bill(asked, target, costs ? answered.uses() : List.of(), limited));
        }
        return reckoning.of(bills, () -> read(asked));
    }

    private static Bill bill(Asked asked, Target target, List<AnswerUse> uses, boolean limited) {
        return new Bill(
                target.provider().spec().id(),
                target.model(),
                uses,
                limited || CallProvider.hasCeiling(target)
                        // How long a file is nobody here can tell.
                        ? new Covered(
                                asked.texts().media() > 0 ? Long.MAX_VALUE : CallProvider.mostInput(asked),
                                CallProvider.maxOutput(asked.body()),
                                Attempt.asksOneByOne(asked, target))
                        : null);
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

    private static String outcome(Ending ending) {
        return switch (ending) {
            case Ending.Whole whole -> "complete";
            case Ending.ReaderLeft left -> "interrupted";
            case Ending.Over(var refusal, var outcome) -> outcome.startsWith("filtered") ? "filtered" : outcome;
        };
    }

    private static Map<String, String> facts(Answered answered, Charges charges) {
        Map<String, String> facts = new TreeMap<>(answered.call().facts());
        facts.put("turn", answered.call().id().toString());
        facts.put("outcome", outcome(answered.ending()));
        charges.addTo(facts);
        facts.put("step08.filter", answered.ending() instanceof Ending.Over(var refusal, var how) ? how : "passed");
        facts.put("step10.done", answered.ending() instanceof Ending.Whole ? "due" : "error");
        return facts;
    }
}
