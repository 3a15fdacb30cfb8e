package eu.rempart.core.chat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.chat.Answered.Ending;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.turn.Bill;
import eu.rempart.core.turn.Charges;
import eu.rempart.core.turn.Charges.Charge;
import eu.rempart.core.turn.Reckoning;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.NewMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Step 9: what was used is paid for, and the answer, its usage and the audit are stored as one unit.
final class Settle {

    private final Conversations conversations;
    private final TurnLedger ledger;
    private final Reckoning reckoning;
    private final TokenCounter tokens;
    private final ChatMetrics metrics;
    private final InstantSource clock;
    private final AnswerDetails details = new AnswerDetails();

    Settle(ChatParts parts) {
        this.conversations = parts.conversations();
        this.ledger = parts.ledger();
        this.reckoning = new Reckoning(parts.prices(), parts.tokens());
        this.tokens = parts.tokens();
        this.metrics = parts.metrics();
        this.clock = parts.clock();
    }

    String name() {
        return "settle";
    }

    /// The turn is in the books, all of it.
    Settled record(Answered answered) {
        Turn turn = answered.turn();
        SubjectId subject = turn.question().subject();
        Instant now = clock.instant();
        UUID answerId = UUID.randomUUID();
        Provider provider = answered.provider();
        Charges charges = charges(answered);
        Charge last = charges.last();
        TokenUsage usage = last.usage();
        long cost = charges.nano();
        boolean stored = ledger.settle(new TurnLedger.Settlement(
                turn.id(),
                subject,
                turn.conversationId(),
                message(answered, provider, answerId),
                turn.question().agent().id(),
                last.provider(),
                last.model(),
                outcome(answered.ending()),
                usage,
                cost,
                charges.ofProviders(),
                List.of(),
                Duration.between(turn.startedAt(), now),
                new AuditEvent(
                        now, "chat.settled", turn.question().request().requestId(), subject, facts(answered, charges)),
                now));
        charges.each().forEach(charge -> metrics.spent(charge.model(), charge.usage(), charge.nano()));
        return new Settled(answered, answerId, stored, usage, cost);
    }

    private @Nullable NewMessage message(Answered answered, @Nullable Provider provider, UUID id) {
        if (answered.shown().isEmpty() || provider == null) {
            return null;
        }
        MessageStatus status =
                switch (answered.ending()) {
                    case Ending.Whole whole -> MessageStatus.COMPLETE;
                    case Ending.Cut cut -> MessageStatus.FILTERED;
                    case Ending.ReaderLeft left -> MessageStatus.INTERRUPTED;
                    case Ending.BrokenOff broken -> MessageStatus.INTERRUPTED;
                    case Ending.TooLong tooLong -> MessageStatus.INTERRUPTED;
                };
        return new NewMessage(
                id,
                Author.ASSISTANT,
                status,
                conversations.sealContent(answered.turn().question().subject(), id, answered.shown()),
                details.write(provider, answered.sources()));
    }

    /// Who had the question is paid for it; what stayed here used nothing.
    private Charges charges(Answered answered) {
        ModelRequest request = answered.turn().request();
        Provider provider = answered.provider();
        List<Bill> bills = new ArrayList<>(answered.billed());
        if (provider != null) {
            boolean whole = answered.ending() instanceof Ending.Whole;
            bills.add(CallModel.bill(
                    provider,
                    request,
                    provider.prepared()
                            ? List.of()
                            : List.of(new AnswerUse(answered.usage(), answered.received(), whole))));
        }
        return reckoning.of(bills, () -> tokens.estimate(request, ""));
    }

    private static String outcome(Ending ending) {
        return switch (ending) {
            case Ending.Whole whole -> "complete";
            case Ending.Cut cut -> "filtered";
            case Ending.ReaderLeft left -> "interrupted";
            case Ending.TooLong tooLong -> "interrupted";
            case Ending.BrokenOff broken -> "failed";
        };
    }

    private static Map<String, String> facts(Answered answered, Charges charges) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("turn", answered.turn().id().toString());
        facts.put("outcome", outcome(answered.ending()));
        charges.addTo(facts);
        facts.put("step08.filter", answered.ending() instanceof Ending.Cut(var rule) ? "cut by " + rule : "passed");
        facts.put("step10.done", answered.ending() instanceof Ending.Whole ? "due" : "error");
        return facts;
    }
}
