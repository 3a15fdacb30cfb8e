package eu.rempart.testkit.store;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.turn.TurnLedger.NewConversation;
import eu.rempart.core.turn.TurnLedger.NewMessage;
import eu.rempart.core.turn.TurnLedger.Opening;
import eu.rempart.core.turn.TurnLedger.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns for the contracts to play, encrypted as real ones are.
final class Turns {

    static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");

    private final Conversations conversations;

    Turns(StoreUnderTest store) {
        this.conversations = new Conversations(store.conversations(), store.cipher());
    }

    Conversations conversations() {
        return conversations;
    }

    /// The first turn of a new conversation.
    Opening first(SubjectId owner, String title, @Nullable Hold hold, Instant at) {
        UUID conversation = UUID.randomUUID();
        return new Opening(
                UUID.randomUUID(),
                owner,
                conversation,
                new NewConversation("elea", conversations.sealTitle(owner, conversation, title)),
                conversations.sealVault(owner, conversation, "{\"[EMAIL_1]\":\"zoe@example.eu\"}"),
                question(owner, "Bonjour " + title),
                hold == null ? List.of() : List.of(hold),
                event("chat.opened", owner, at),
                at);
    }

    Opening next(SubjectId owner, UUID conversation, String text, @Nullable Hold hold) {
        return new Opening(
                UUID.randomUUID(),
                owner,
                conversation,
                null,
                null,
                question(owner, text),
                hold == null ? List.of() : List.of(hold),
                event("chat.opened", owner, AT),
                AT);
    }

    Settlement settlement(Opening opening, @Nullable String answer, long costNano) {
        return new Settlement(
                opening.turnId(),
                opening.subject(),
                opening.conversationId(),
                answer == null ? null : answer(opening.subject(), answer),
                "elea",
                "local",
                "knowledge",
                "complete",
                new TokenUsage(12, 4, 30),
                costNano,
                Map.of("local", costNano),
                List.of(),
                Duration.ofMillis(1_234),
                event("chat.settled", opening.subject(), AT),
                AT.plusSeconds(2));
    }

    static AuditEvent event(String name, SubjectId subject, Instant at) {
        return new AuditEvent(at, name, "req-1", subject, Map.of("agent", "elea", "b", "é\"\\"));
    }

    private NewMessage question(SubjectId owner, String text) {
        UUID id = UUID.randomUUID();
        return new NewMessage(
                id, Author.USER, MessageStatus.COMPLETE, conversations.sealContent(owner, id, text), null);
    }

    private NewMessage answer(SubjectId owner, String text) {
        UUID id = UUID.randomUUID();
        return new NewMessage(
                id,
                Author.ASSISTANT,
                MessageStatus.INTERRUPTED,
                conversations.sealContent(owner, id, text),
                "{\"provider\":\"local\"}");
    }

    static UUID conversationOf(Opening opening) {
        return Objects.requireNonNull(opening.conversationId());
    }
}
