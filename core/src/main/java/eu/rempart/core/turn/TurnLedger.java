package eu.rempart.core.turn;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The books of a turn. Each method is one unit: all of it is durable when it returns, or none of it is stored.
/// Thread-safe.
public interface TurnLedger {

    /// Stores the user's message, in a new conversation if it opens one, holds the money, and appends the audit event.
    Opened open(Opening opening);

    /// Stores the answer if its conversation still exists, turns the hold into what was really spent, and appends the
    /// usage record and the audit event. Money is settled and usage recorded also where the conversation has gone.
    ///
    /// @return whether the answer was stored
    boolean settle(Settlement settlement);

    /// Charges in full what turns of an earlier process held and never settled. Called once, before the first turn.
    ///
    /// @return how many there were
    int chargeAbandonedHolds(Instant now);

    /// What a turn begins with.
    ///
    /// @param conversationId of `newConversation` if that is not null
    /// @param vault the conversation's placeholders after masking this message; null if it has none
    /// @param hold null where no money is at stake
    record Opening(
            UUID turnId,
            SubjectId subject,
            UUID conversationId,
            @Nullable NewConversation newConversation,
            @Nullable Ciphertext vault,
            NewMessage message,
            @Nullable Hold hold,
            AuditEvent audit,
            Instant at) {}

    /// A conversation to create.
    record NewConversation(String agent, Ciphertext title) {}

    /// A message to append; the store gives it the next position.
    ///
    /// @param details what an answer came with, as JSON; null for a user's message
    record NewMessage(
            UUID id,
            Author author,
            MessageStatus status,
            Ciphertext content,
            @Nullable String details) {}

    /// Money to set aside: refused if spent + held + nano would exceed the limit.
    ///
    /// @param account a subject's id, or `anonymous`
    /// @param month the calendar month in UTC, `2026-11`
    /// @param nano at least 0, in nano-euros
    /// @param limitNano the month's limit in nano-euros; `Long.MAX_VALUE` for none
    record Hold(String account, String month, long nano, long limitNano) {}

    /// What became of an opening.
    sealed interface Opened {
        record Stored() implements Opened {}

        /// The budget does not cover the hold: nothing was stored.
        record BudgetExhausted() implements Opened {}

        /// The conversation is not there, or not the subject's: nothing was stored.
        record NoConversation() implements Opened {}
    }

    /// What a turn ends with.
    ///
    /// @param answer null if nothing was shown
    /// @param outcome `complete`, `interrupted`, `filtered` or `failed`
    /// @param costNano what was spent, in nano-euros; may exceed the hold, then the excess is charged too
    record Settlement(
            UUID turnId,
            SubjectId subject,
            UUID conversationId,
            @Nullable NewMessage answer,
            String agent,
            String provider,
            String model,
            String outcome,
            TokenUsage usage,
            long costNano,
            Duration duration,
            AuditEvent audit,
            Instant at) {}
}
