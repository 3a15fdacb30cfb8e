package eu.rempart.core.chat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.chat.Answered.Ending;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.NewMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Step 9: what was used is paid for, and the answer, its usage and the audit are stored as one unit.
final class Settle {

    private final Conversations conversations;
    private final TurnLedger ledger;
    private final PriceList prices;
    private final TokenCounter tokens;
    private final ChatMetrics metrics;
    private final InstantSource clock;
    private final AnswerDetails details = new AnswerDetails();

    Settle(ChatParts parts) {
        this.conversations = parts.conversations();
        this.ledger = parts.ledger();
        this.prices = parts.prices();
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
        TokenUsage usage = usage(answered);
        Provider provider = answered.provider();
        long cost = cost(provider, usage);
        String providerId = provider == null ? "none" : provider.id();
        String model = provider == null ? "none" : provider.model();
        boolean stored = ledger.settle(new TurnLedger.Settlement(
                turn.id(),
                subject,
                turn.conversationId(),
                message(answered, provider, answerId),
                turn.question().agent().id(),
                providerId,
                model,
                outcome(answered.ending()),
                usage,
                cost,
                Map.of(providerId, cost),
                List.of(),
                Duration.between(turn.startedAt(), now),
                new AuditEvent(
                        now,
                        "chat.settled",
                        turn.question().request().requestId(),
                        subject,
                        facts(answered, providerId, model, usage, cost)),
                now));
        if (provider != null) {
            metrics.spent(model, usage, cost);
        }
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

    /// What the provider counted; counted by ourselves where it left before it said. What stayed here used nothing.
    private TokenUsage usage(Answered answered) {
        Provider provider = answered.provider();
        if (provider == null || provider.prepared()) {
            return TokenUsage.NONE;
        }
        TokenUsage counted = answered.usage();
        ModelRequest request = answered.turn().request();
        if (counted == null) {
            return tokens.estimate(request, answered.received());
        }
        long input = CallModel.mostInput(request);
        long output = request.maxOutputTokens();
        if (counted.input() <= input && counted.output() <= output) {
            return counted;
        }
        // What was held covers all that can be read and written here. A count beyond is wrong, unless it is there to be
        // seen: nobody's budget is spent by a number alone.
        return counted.atMost(input, Math.max(output, tokens.count(answered.received())));
    }

    private long cost(@Nullable Provider provider, TokenUsage usage) {
        return provider == null
                ? 0
                : prices.find(provider.id(), provider.model())
                        .orElse(Price.FREE)
                        .nanoEuros(usage);
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

    private static Map<String, String> facts(
            Answered answered, String provider, String model, TokenUsage usage, long cost) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("turn", answered.turn().id().toString());
        facts.put("outcome", outcome(answered.ending()));
        facts.put("step07.call", provider + "/" + model);
        facts.put("step08.filter", answered.ending() instanceof Ending.Cut(var rule) ? "cut by " + rule : "passed");
        facts.put("step09.settle", usage.summary() + ", " + cost + " nano-euros");
        facts.put("step10.done", answered.ending() instanceof Ending.Whole ? "due" : "error");
        return facts;
    }
}
