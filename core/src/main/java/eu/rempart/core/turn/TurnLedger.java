package eu.rempart.core.turn;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /// @param conversationId of `newConversation` if that is not null; null for an application that keeps its
    ///     conversations itself: then nothing is stored of them
    /// @param vault the conversation's placeholders after masking this message; null if it has none
    /// @param holds empty where no money is at stake; at most one for an account
    record Opening(
            UUID turnId,
            SubjectId subject,
            @Nullable UUID conversationId,
            @Nullable NewConversation newConversation,
            @Nullable Ciphertext vault,
            @Nullable NewMessage message,
            List<Hold> holds,
            AuditEvent audit,
            Instant at) {
        public Opening {
            holds = List.copyOf(holds);
            if ((conversationId == null) != (message == null)) {
                throw new IllegalArgumentException("a message belongs to a conversation");
            }
        }
    }

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
    /// @param optional whether the turn opens without it, where the account does not cover it
    record Hold(String account, String month, long nano, long limitNano, boolean optional) {

        /// What a provider has been asked to spend; charged with its own part of the cost.
        public static String ofProvider(String provider) {
            return PROVIDER + provider;
        }

        /// The provider of such an account.
        public static String provider(String account) {
            return account.substring(PROVIDER.length());
        }
    }

    /// Begins the accounts of providers.
    String PROVIDER = "provider:";

    /// What became of an opening.
    sealed interface Opened {
        /// The turn is open.
        ///
        /// @param uncovered the accounts of optional holds that do not cover them
        /// @param used those of them of which a fifth or less is left; the others have room, only not for that
        record Stored(Set<String> uncovered, Set<String> used) implements Opened {
            public Stored {
                uncovered = Set.copyOf(uncovered);
                used = Set.copyOf(used);
            }
        }

        /// The budget does not cover the hold: nothing was stored.
        record BudgetExhausted() implements Opened {}

        /// The conversation is not there, or not the subject's: nothing was stored.
        record NoConversation() implements Opened {}
    }

    /// What a turn ends with.
    ///
    /// @param conversationId null where the opening had none
    /// @param answer null if nothing was shown, or nothing is kept
    /// @param outcome `complete`, `interrupted`, `filtered` or `failed`
    /// @param ofProviders what each provider's ceiling is charged, by its id; others are charged nothing
    /// @param unheld accounts without a limit, which held nothing and are charged all the same
    /// @param costNano what was spent, in nano-euros; may exceed the hold, then the excess is charged too
    record Settlement(
            UUID turnId,
            SubjectId subject,
            @Nullable UUID conversationId,
            @Nullable NewMessage answer,
            String agent,
            String provider,
            String model,
            String outcome,
            TokenUsage usage,
            long costNano,
            Map<String, Long> ofProviders,
            List<Account> unheld,
            Duration duration,
            AuditEvent audit,
            Instant at) {
        public Settlement {
            ofProviders = Map.copyOf(ofProviders);
            unheld = List.copyOf(unheld);
        }
    }

    /// Whose money, and which month's.
    record Account(String account, String month) {}
}
